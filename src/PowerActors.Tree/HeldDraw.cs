using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Tree;

/// <summary>What the ceilings of one GPU hold back, and what the brake would still take, judged from its draw and the clock that it runs at.</summary>
internal sealed class HeldDraw(GpuModel model)
{
    private readonly Watts _worst = model.WorstDraw(model.MaxClock);
    private Megahertz _learnt = Megahertz.Unlimited;
    private double _kept = 1;
    private double _sheddable;
    private Watts _idle;
    private Watts _idleHeld;

    /// <summary>Learns anew from the next clock, since something else is asked for.</summary>
    public void Forget() => _learnt = Megahertz.Unlimited;

    /// <summary>Learns from a clock, only when it has changed: most reports are of the same one.</summary>
    /// <param name="reported">The clock that the device tells; one that it does not tell is taken to be the lowest that was asked for.</param>
    /// <param name="asked">The ceiling that was asked for, of directives and all others.</param>
    /// <param name="free">The ceiling that would hold without directives: the governor's or a person's. No rung could give back what it holds back.</param>
    public void Learn(Megahertz reported, Megahertz asked, Megahertz free)
    {
        if (reported == _learnt)
            return;
        _learnt = reported;
        asked = Megahertz.Min(asked, model.MaxClock);
        Megahertz clock = reported.Value > 0 ? reported : asked;
        double kept = KeptShare(clock);
        _kept = Math.Min(1, kept / KeptShare(free));
        _idle = model.IdleAt(clock);
        _idleHeld = Watts.Max(Watts.Zero, model.IdleAt(free) - model.IdleAt(asked)); // By what was asked for: an idle GPU that nobody caps shows a low clock of its own.
        _sheddable = Math.Max(0, 1 - (UncappedEstimate.KeptShare(model, model.BrakeClock) / kept));
    }

    /// <summary>What comes back when directives ask for nothing any more, at the most.</summary>
    public Watts Withheld(Watts power) => UncappedEstimate.FromKeptShare(power, _kept, _idle, _idleHeld, _worst) - power;

    /// <summary>What the brake would take.</summary>
    public Watts Sheddable(Watts power) => Watts.Max(Watts.Zero, power - model.Idle) * _sheddable;

    private double KeptShare(Megahertz clock) => clock >= model.SustainedClock ? 1 : UncappedEstimate.KeptShare(model, clock);
}
