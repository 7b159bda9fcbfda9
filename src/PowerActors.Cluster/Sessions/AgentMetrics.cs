using System.Diagnostics.Metrics;
using PowerActors.Core.Control.Laws;

namespace PowerActors.Cluster.Sessions;

/// <summary>What the agent links of a node count, under the meter <see cref="MeterName"/>.</summary>
internal sealed class AgentMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "PowerActors.Agents";

    private readonly Meter _meter = new(MeterName);

    public AgentMetrics(Func<int> connections, Func<int> sessions, Func<Law, long> lawViolations)
    {
        Frames = _meter.CreateCounter<long>("poweractors.agents.frames", "{frame}", "Frames received from agents.");
        Reports = _meter.CreateCounter<long>("poweractors.agents.reports", "{report}", "Reports taken from agents.");
        Refused = _meter.CreateCounter<long>("poweractors.agents.refused", "{frame}", "Frames refused: malformed, absurd, late, or too many.");
        Directives = _meter.CreateCounter<long>("poweractors.agents.directives", "{directive}", "Directives handed to connections.");
        RoundTrip = _meter.CreateHistogram<double>("poweractors.agents.round_trip", "s", "Round trip between node and agent.");
        DirectiveLatency = _meter.CreateHistogram<double>("poweractors.agents.directive_latency", "s", "From the sending of a directive that says something new to the report that acknowledges it.");
        _meter.CreateObservableCounter(
            "poweractors.agents.law_violations",
            () => Enum.GetValues<Law>().Select(law => new Measurement<long>(lawViolations(law), new KeyValuePair<string, object?>("law", law.ToString()))),
            "{violation}",
            "How often a law was broken in an agent, as agents tell.");
        _meter.CreateObservableGauge("poweractors.agents.connections", connections, "{connection}", "Open connections of agents.");
        _meter.CreateObservableGauge("poweractors.agents.sessions", sessions, "{server}", "Servers whose agent is connected.");
    }

    public Counter<long> Frames { get; }

    public Counter<long> Reports { get; }

    public Counter<long> Refused { get; }

    public Counter<long> Directives { get; }

    public Histogram<double> RoundTrip { get; }

    public Histogram<double> DirectiveLatency { get; }

    public void Dispose() => _meter.Dispose();
}
