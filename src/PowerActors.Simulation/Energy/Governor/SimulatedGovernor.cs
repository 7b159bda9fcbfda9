using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;
using PowerActors.Simulation.Serving;
using PowerActors.Tree;

namespace PowerActors.Simulation.Energy.Governor;

/// <summary>A governor that sees the simulated requests of its server.</summary>
internal sealed class SimulatedGovernor(TimeSpan watch, GovernorSettings settings, ClockCosts costs, SimulatedServer server, Func<TimeSpan, ServingOutlook> outlook) : IClockGovernor, ICompletionListener
{
    private readonly SlowdownHistory _slowdowns = new();
    private readonly List<ServedRequest> _served = [];
    private GovernorState _state = GovernorLaw.Start(costs, TimeSpan.Zero);

    public TimeSpan Watch => watch;

    public Megahertz Look(Megahertz cap, TimeSpan now)
    {
        OnClockChanged(now.Ticks); // one that took effect together with an iteration's start is not announced
        ServingOutlook sight = outlook(settings.Ttft);
        GovernorInput input = new(_served, sight.InFlight, sight.PromptSlack, sight.IterationSeconds, server.DecodeSlowdown, cap);
        (_state, GovernorDecision decision) = GovernorLaw.Look(settings, costs, _state, input, now);
        _served.Clear();
        return decision.Wish; // The device holds the tighter of this and the cap, each on its own path.
    }

    public void OnClockChanged(long nowTicks) => _slowdowns.Change(nowTicks, server.PromptSlowdown, server.DecodeSlowdown);

    public void OnCompleted(long arrivalTicks, long firstTokenTicks, long nowTicks, int outputTokens)
    {
        double first = (firstTokenTicks - arrivalTicks) * 1e-7;
        double between = outputTokens > 1 ? (nowTicks - firstTokenTicks) * 1e-7 / outputTokens : double.NaN;
        _served.Add(new ServedRequest(first, _slowdowns.Mean(arrivalTicks, firstTokenTicks).Prompt, between, _slowdowns.Mean(firstTokenTicks, nowTicks).Token));
    }
}
