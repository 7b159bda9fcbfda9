using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Governor;

/// <summary>A request that was served, and how much the clock had slowed it down.</summary>
/// <param name="TtftSeconds">Time to its first token.</param>
/// <param name="TtftSlowdown">The mean time multiple of prompts while it waited for it, 1 or more.</param>
/// <param name="TbtSeconds">Mean time between its tokens; NaN when it had but one.</param>
/// <param name="TbtSlowdown">The mean time multiple of decode meanwhile, 1 or more.</param>
public readonly record struct ServedRequest(double TtftSeconds, double TtftSlowdown, double TbtSeconds, double TbtSlowdown)
{
    /// <summary>True when its times are known only roughly and it may have missed an objective: then it counts as one that did.</summary>
    public bool MayHaveMissed { get; init; }

    /// <summary>True when it missed an objective.</summary>
    internal bool Misses(GovernorSettings settings) => MayHaveMissed || TtftSeconds > settings.Ttft.TotalSeconds || TbtSeconds > settings.Tbt.TotalSeconds;
}

/// <summary>What a governor sees of its server at one moment.</summary>
/// <param name="Served">Requests served since the last look.</param>
/// <param name="InFlight">Requests that run or wait.</param>
/// <param name="PromptSlack">
/// The greatest time multiple at which all prompts that wait or run still keep their objective, those excepted that would miss it at the highest clock too; infinite when there are none.
/// </param>
/// <param name="IterationSeconds">Time of a decode iteration of the present batch at the highest clock; 0 when none runs.</param>
/// <param name="Slowdown">The time multiple of decode at the clock that is really in force, 1 or more.</param>
/// <param name="Cap">The ceiling that directives put on the server's GPUs, <see cref="Megahertz.Unlimited"/> for none.</param>
public readonly record struct GovernorInput(
    IReadOnlyList<ServedRequest> Served, int InFlight, double PromptSlack, double IterationSeconds, double Slowdown, Megahertz Cap)
{
    /// <summary>
    /// True when the clocks it chose are really held. Where they are not (shadow mode, a device that refuses), requests are not late for them, and nothing is to be learnt from that.
    /// </summary>
    public bool IsHeld { get; init; } = true;
}

/// <summary>What a governor answers.</summary>
/// <param name="Wish">The clock it would have its GPUs held to if nobody capped them; <see cref="Megahertz.Unlimited"/> for the highest.</param>
/// <param name="Clock">The same, never above the cap (law P2).</param>
public readonly record struct GovernorDecision(Megahertz Wish, Megahertz Clock);
