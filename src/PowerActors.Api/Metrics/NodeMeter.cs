using System.Diagnostics.Metrics;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Sessions;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Control.Steering;
using PowerActors.Tree;
using PowerActors.Wire.Mapping;

namespace PowerActors.Api.Metrics;

/// <summary>A node's figures as instruments, read from snapshots when somebody collects them: for Prometheus and OTLP alike.</summary>
internal sealed class NodeMeter : IDisposable
{
    public const string Name = "PowerActors.Node";

    private static readonly Priority[] Priorities = [Priority.Low, Priority.High];

    /// <summary>Positions of GPUs as labels carry them: boxed once, not for each of their figures at each reading.</summary>
    private static readonly object[] Numbers = [.. Enumerable.Range(0, 64).Select(static i => (object)i)];

    private readonly Meter _meter = new(Name);
    private readonly ControlNode _node;

    public NodeMeter(ControlNode node)
    {
        _node = node;
        Domain("poweractors.domain.power", "W", "Power of a domain: the larger of its meter and its children.", static (snapshot, _) => snapshot.Power.Value);
        Domain("poweractors.domain.limit", "W", "What a domain's breaker or feed allows.", static (snapshot, _) => snapshot.Limit.Value);
        Domain("poweractors.domain.budget", "W", "The part of its limit that a domain may use now.", static (snapshot, _) => snapshot.Budget.Value);
        Domain("poweractors.domain.utilization", "1", "Power over budget.", static (snapshot, at) => at.Domain!.HasLimit ? snapshot.Utilization : double.NaN);
        Domain("poweractors.domain.rung", "{rung}", "The rung a domain stands on, 0 for none.", static (snapshot, _) => snapshot.Rung);
        Domain("poweractors.domain.enforcing", "1", "1 where a domain applies what it decides, 0 in shadow mode.", static (snapshot, _) => snapshot.Mode == ControlMode.Enforce ? 1 : 0);
        Domain("poweractors.domain.silent_children", "{child}", "Children that count as their worst case.", static (snapshot, _) => snapshot.SilentChildren);
        Domain("poweractors.domain.breaker_damage", "1", "Accumulated overload of a breaker as estimated, 0 to 1.", static (snapshot, _) => snapshot.BreakerDamage);
        Domain("poweractors.domain.withheld", "W", "What caps hold back below a domain.", static (snapshot, _) => snapshot.Withheld.Low.Value + snapshot.Withheld.High.Value);
        Domain("poweractors.domain.brake", "1", "1 while a domain tells those below to brake, by its own rung or one above; in shadow mode: would tell.", static (snapshot, _) => snapshot.InForce.Brake ? 1 : 0);
        Ceiling("poweractors.domain.ceiling", "MHz", "Clock ceiling that a domain tells those below, by its own rung and those above, in MHz, per priority; in shadow mode: would tell. Absent while there is none.", static snapshot => snapshot.InForce, static ceiling => ceiling.Absolute.Value);
        Ceiling("poweractors.domain.ceiling_share", "1", "The same where it is a share of each GPU's highest clock, 0 to 1.", static snapshot => snapshot.InForce, static ceiling => ceiling.Share);
        Ceiling("poweractors.domain.demanded_ceiling", "MHz", "Clock ceiling that a domain's own rung demands, in MHz, per priority. Absent while there is none.", static snapshot => snapshot.Own, static ceiling => ceiling.Absolute.Value);
        Ceiling("poweractors.domain.demanded_ceiling_share", "1", "The same where it is a share of each GPU's highest clock, 0 to 1.", static snapshot => snapshot.Own, static ceiling => ceiling.Share);
        _meter.CreateObservableGauge("poweractors.domain.price", () => PerPriority(static (snapshot, priority) => snapshot.InForce.Price[priority], static price => price > 0), "1", "Price at which a domain asks those below for watts beyond their ceilings, by its own rung and those above: percent of time per percent of TDP, as a share, per priority. Absent while there is none.");
        Gpu("poweractors.gpu.power", "W", "Board power of a GPU.", static (gpu, _) => gpu.Health == GpuHealth.Good ? gpu.Power.Value : double.NaN);
        Gpu("poweractors.gpu.clock", "MHz", "Clock of a GPU.", static (gpu, _) => gpu.Health == GpuHealth.Good ? gpu.Clock.Value : double.NaN);
        Gpu("poweractors.gpu.requested_clock", "MHz", "Clock ceiling a GPU was asked for; +Inf for none.", static (_, caps) => caps?.Requested?.Value ?? double.NaN);
        Gpu("poweractors.gpu.enforced_clock", "MHz", "Clock ceiling a GPU holds; +Inf for none.", static (_, caps) => caps?.Enforced?.Value ?? double.NaN);
        Gpu("poweractors.gpu.requested_power", "W", "Power limit a GPU was asked for; absent where it was asked for none.", static (_, caps) => caps?.RequestedPower?.Value ?? double.NaN);
        Gpu("poweractors.gpu.enforced_power", "W", "Power limit a GPU holds.", static (_, caps) => caps?.EnforcedPower?.Value ?? double.NaN);
        Gpu("poweractors.gpu.up", "1", "1 while a GPU answers sense.", static (gpu, _) => gpu.Health == GpuHealth.Good ? 1 : 0);
        Clock("poweractors.gpu.governor_clock", "MHz", "Clock ceiling that the server's governor holds, or in shadow mode would; +Inf for none.", static gpu => gpu.Governor.Value, static clocks => clocks.Governor != GovernorStatus.Off);
        Clock("poweractors.gpu.governor_saved", "W", "What that saves by estimate, or in shadow mode would.", static gpu => gpu.Saved.Value, static clocks => clocks.Governor != GovernorStatus.Off);
        Clock("poweractors.gpu.phase_clock", "MHz", "Clock ceiling of the phase that the server's processes are in; +Inf for none.", static gpu => gpu.Phase.Value, static _ => true);
        Clocks("poweractors.server.governor_enforcing", "1", "1 where a server's governor applies what it decides, 0 in shadow mode.", static clocks => clocks.Governor == GovernorStatus.Off ? double.NaN : clocks.Governor == GovernorStatus.Enforce ? 1 : 0);
        Clocks("poweractors.server.governor_stale", "{server}", "Model servers whose metrics are missing: the governor has let go of their GPUs.", static clocks => clocks.Governor == GovernorStatus.Off ? double.NaN : clocks.Stale);
        Clocks("poweractors.server.phase_changes", "{change}", "Changes of clocks for phases since the agent started.", static clocks => clocks.PhaseChanges);
        Server("poweractors.server.connected", "1", "1 while a server's agent is connected.", server => node.Agents.Link(server).Connected ? 1 : 0);
        Server("poweractors.server.lease_age", "s", "Time since the newest directive was sent that a server has acknowledged: at the lease its GPUs fall to their fail-safe caps. Absent before the first.", server => node.Agents.LeaseAge(server)?.TotalSeconds ?? double.NaN);
        Server("poweractors.server.report_age", "s", "Age of a server's last report: beyond the staleness bound it counts as its worst case. Absent before the first.", ReportAge);
        Server("poweractors.server.round_trip", "s", "Last round trip to a server's agent.", server => node.Agents.Link(server).RoundTrip?.TotalSeconds ?? double.NaN);
        _meter.CreateObservableCounter("poweractors.law.checks", Laws, "{check}", "How often a law was checked.");
        _meter.CreateObservableCounter("poweractors.law.violations", Violations, "{violation}", "How often a law was broken.");
        _meter.CreateObservableCounter("poweractors.alerts", Alerts, "{alert}", "Alerts by kind.");
        _meter.CreateObservableCounter("poweractors.rung_changes", () => node.Counters.RungChanges, "{change}", "Rungs climbed or left.");
        _meter.CreateObservableCounter("poweractors.directive_changes", () => node.Counters.DirectiveChanges, "{directive}", "Directives that said something new.");
        _meter.CreateObservableCounter("poweractors.dead_letters", () => node.Counters.DeadLetters, "{message}", "Messages that found nobody.");
        _meter.CreateObservableCounter("poweractors.actor_failures", () => node.Counters.ActorFailures, "{failure}", "Exceptions of actors.");
        _meter.CreateObservableCounter("poweractors.journal.written", () => node.Journal.Writer.Written, "{record}", "Records written to the journal.");
        _meter.CreateObservableGauge("poweractors.journal.waiting", () => node.Journal.Writer.Waiting, "{record}", "Records that wait to be written.");
        _meter.CreateObservableGauge("poweractors.journal.available", () => node.Journal.Writer.IsAvailable ? 1 : 0, "1", "0 while the journal cannot be written: nothing is loosened then.");
        _meter.CreateObservableGauge("poweractors.overrides", () => node.Desk.InForce.Count, "{override}", "Overrides in force.");
    }

    public void Dispose() => _meter.Dispose();

    private void Domain(string name, string unit, string description, Func<DomainSnapshot, TreeNode, double> read) =>
        _meter.CreateObservableGauge(name, () => Domains(read), unit, description);

    private IEnumerable<Measurement<double>> Domains(Func<DomainSnapshot, TreeNode, double> read)
    {
        foreach (TreeNode at in _node.Index.Nodes)
        {
            if (!at.IsServer && _node.Board[at.Index] is { } snapshot)
                yield return new Measurement<double>(read(snapshot, at), new KeyValuePair<string, object?>("domain", at.Path), new KeyValuePair<string, object?>("kind", at.Domain!.Kind.ToString().ToLowerInvariant()));
        }
    }

    private void Ceiling(string name, string unit, string description, Func<DomainSnapshot, Ceilings> of, Func<ClockCeiling, double> read) =>
        _meter.CreateObservableGauge(name, () => PerPriority((snapshot, priority) => read(of(snapshot)[priority]), value => value < read(ClockCeiling.Free)), unit, description);

    private IEnumerable<Measurement<double>> PerPriority(Func<DomainSnapshot, Priority, double> read, Func<double, bool> isHeld)
    {
        foreach (TreeNode at in _node.Index.Nodes)
        {
            if (at.IsServer || _node.Board[at.Index] is not { } snapshot)
                continue;
            foreach (Priority priority in Priorities)
            {
                double value = read(snapshot, priority);
                if (isHeld(value))
                {
                    yield return new Measurement<double>(
                        value, new KeyValuePair<string, object?>("domain", at.Path), new KeyValuePair<string, object?>("kind", at.Domain!.Kind.ToString().ToLowerInvariant()), new KeyValuePair<string, object?>("priority", priority.ToString().ToLowerInvariant()));
                }
            }
        }
    }

    private void Gpu(string name, string unit, string description, Func<GpuTelemetry, GpuCaps?, double> read) =>
        _meter.CreateObservableGauge(name, () => Gpus(read), unit, description);

    private IEnumerable<Measurement<double>> Gpus(Func<GpuTelemetry, GpuCaps?, double> read)
    {
        foreach (TreeNode server in _node.Index.Servers)
        {
            if (_node.Agents.Telemetry(server.ServerIndex) is not { } told)
                continue;
            for (int i = 0; i < told.Gpus.Count; i++)
            {
                yield return new Measurement<double>(
                    read(told.Gpus[i], told.Caps is { } caps && i < caps.Count ? caps[i] : null),
                    new KeyValuePair<string, object?>("server", server.Path),
                    new KeyValuePair<string, object?>("gpu", i < Numbers.Length ? Numbers[i] : i));
            }
        }
    }

    private void Clock(string name, string unit, string description, Func<GpuClocks, double> read, Func<ServerClocks, bool> has) =>
        _meter.CreateObservableGauge(name, () => GpuClocks(read, has), unit, description);

    private IEnumerable<Measurement<double>> GpuClocks(Func<GpuClocks, double> read, Func<ServerClocks, bool> has)
    {
        foreach (TreeNode server in _node.Index.Servers)
        {
            if (_node.Agents.Telemetry(server.ServerIndex)?.Clocks is not { } clocks || !has(clocks))
                continue;
            for (int i = 0; i < clocks.Gpus.Count; i++)
                yield return new Measurement<double>(read(clocks.Gpus[i]), new KeyValuePair<string, object?>("server", server.Path), new KeyValuePair<string, object?>("gpu", i < Numbers.Length ? Numbers[i] : i));
        }
    }

    private void Clocks(string name, string unit, string description, Func<ServerClocks, double> read) =>
        _meter.CreateObservableGauge(name, () => ServerClocks(read), unit, description);

    private IEnumerable<Measurement<double>> ServerClocks(Func<ServerClocks, double> read)
    {
        foreach (TreeNode server in _node.Index.Servers)
        {
            if (_node.Agents.Telemetry(server.ServerIndex)?.Clocks is { } clocks)
                yield return new Measurement<double>(read(clocks), new KeyValuePair<string, object?>("server", server.Path));
        }
    }

    private void Server(string name, string unit, string description, Func<int, double> read) =>
        _meter.CreateObservableGauge(
            name,
            () => _node.Index.Servers.Select(server => new Measurement<double>(read(server.ServerIndex), new KeyValuePair<string, object?>("server", server.Path))),
            unit,
            description);

    private double ReportAge(int server) =>
        _node.Agents.Telemetry(server) is { } told ? (_node.Agents.Now - told.ReceivedAt + told.Age).TotalSeconds : double.NaN;

    private IEnumerable<Measurement<long>> Laws() =>
        Enum.GetValues<Law>().Select(law => new Measurement<long>(_node.Laws.ChecksOf(law), new KeyValuePair<string, object?>("law", law.ToString())));

    private IEnumerable<Measurement<long>> Violations() =>
        Enum.GetValues<Law>().Select(law => new Measurement<long>(_node.Laws.ViolationsOf(law), new KeyValuePair<string, object?>("law", law.ToString())));

    private IEnumerable<Measurement<long>> Alerts() =>
        Enum.GetValues<AlertKind>().Select(kind => new Measurement<long>(_node.Counters.Alerts(kind), new KeyValuePair<string, object?>("kind", kind.ToString())));
}
