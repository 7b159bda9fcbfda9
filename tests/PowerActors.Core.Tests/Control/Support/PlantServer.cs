using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Support;

/// <summary>
/// A server as a power source: it obeys the directives it receives, each after the latency of its kind, and draws what its load asks for and its clock allows.
/// </summary>
internal sealed class PlantServer(TopologyServer server, Ceilings failSafe, ControlTiming timing, TimeSpan start)
{
    private readonly List<(TimeSpan At, Ceilings Ceilings)> _pending = [];
    private Ceilings _asked = Ceilings.Free;
    private long _sequence;
    private TimeSpan _reportedAt = TimeSpan.MinValue;
    private Watts _reported;

    public DirectiveGate Gate { get; private set; } = DirectiveGate.Silent(start, timing.Lease);

    /// <summary>The newest directive that reached it and when, found without the gate: the oracle of law P2.</summary>
    public (TimeSpan At, Directive Directive)? Newest { get; private set; }

    public TopologyServer Description => server;

    /// <summary>What acts on the hardware now.</summary>
    public Ceilings Acting { get; private set; } = Ceilings.Free;

    /// <summary>0 idle to 1 the most it can draw.</summary>
    public double Load { get; set; } = 1;

    /// <summary>Draw at full load at a clock; by default the worst of the model.</summary>
    public Func<Megahertz, Watts> Draw { get; set; } = server.Model.WorstDraw;

    /// <summary>The clock down to which its work gives up watts at a price; by default it knows nothing of what it loses.</summary>
    public Func<double, Megahertz> Yield { get; set; } = static _ => Megahertz.Unlimited;

    /// <summary>What is told to be withheld over what is.</summary>
    public double WithheldFactor { get; set; } = 1;

    /// <summary>Caps are taken and never act.</summary>
    public bool IsStuck { get; set; }

    /// <summary>Neither hears nor is heard.</summary>
    public bool IsLost { get; set; }

    /// <summary>Hears, but is not heard.</summary>
    public bool IsMute { get; set; }

    public Watts Power => Draw(ClockUnder(Acting)) * Load;

    public void Receive(in Directive directive, TimeSpan now)
    {
        if (IsLost)
            return;
        if (Newest is not { Directive.Stamp: var newest }
            || directive.Stamp.Epoch > newest.Epoch
            || (directive.Stamp.Epoch == newest.Epoch && directive.Stamp.Sequence > newest.Sequence))
        {
            Newest = (now, directive);
        }

        Gate = Gate.Receive(directive, now).Gate;
        Obey(now);
    }

    public void Advance(TimeSpan now)
    {
        Obey(now);
        for (int i = _pending.Count - 1; i >= 0; i--)
        {
            if (_pending[i].At > now)
                continue;
            Acting = _pending[i].Ceilings;
            _pending.RemoveRange(0, i + 1);
            break;
        }
    }

    public PowerReport? ReportIfDue(TimeSpan now)
    {
        Watts power = Power;
        bool moved = Math.Abs(power.Value - _reported.Value) > timing.Deadband * server.Model.Nameplate.Value;
        if (!moved && _reportedAt != TimeSpan.MinValue && now - _reportedAt < timing.Heartbeat)
            return null;
        _reported = power;
        _reportedAt = now;
        Watts withheld = ((Draw(server.Model.Gpu.MaxClock) * Load) - power) * WithheldFactor;
        Watts shed = power - (Draw(server.Model.Gpu.BrakeClock) * Load);
        return new PowerReport(++_sequence, power, For(withheld), For(Watts.Max(Watts.Zero, shed)), Gate.Newest);
    }

    private void Obey(TimeSpan now)
    {
        if (IsStuck || (!Gate.HasHeard && now < Gate.LeaseEnds))
            return;
        Ceilings wanted = Gate.InForce(failSafe, now);
        if (wanted == _asked)
            return;
        _asked = wanted;
        _pending.Add((now + (wanted.Brake ? timing.BrakeLatency : timing.ClockLatency), wanted));
    }

    private Megahertz ClockUnder(in Ceilings ceilings)
    {
        GpuModel gpu = server.Model.Gpu;
        Megahertz clock = Megahertz.Min(ceilings[server.Priority].Resolve(gpu), gpu.MaxClock);
        if (ceilings.Price[server.Priority] > 0)
            clock = Megahertz.Min(clock, Yield(ceilings.Price[server.Priority]));
        return ceilings.Brake ? Megahertz.Min(clock, gpu.BrakeClock) : clock;
    }

    private PerPriority<Watts> For(Watts watts) =>
        server.Priority == Priority.Low ? new PerPriority<Watts>(watts, Watts.Zero) : new PerPriority<Watts>(Watts.Zero, watts);
}
