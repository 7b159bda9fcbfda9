using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Governor;

/// <summary>What a clock governor holds, and how it moves.</summary>
public sealed record GovernorSettings
{
    /// <summary>The most that the time to first token of a request may be.</summary>
    public TimeSpan Ttft { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The most that the mean time between a request's tokens may be; 100 ms is what DynamoLLM holds (Stojkovic et al., HPCA'25).</summary>
    public TimeSpan Tbt { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>By how much predictions must undercut the objectives, 0 to below 1: they are as good as the profile.</summary>
    public double Margin { get; init; } = .05;

    /// <summary>The share of requests that a lower clock may push over an objective that the highest clock would have kept, 0 to 1.</summary>
    public double Allowance { get; init; } = .008;

    /// <summary>A clock is lowered only where it keeps this part of the allowance, above 0 to 1: what lies between holds the clock where it is.</summary>
    public double LowerAt { get; init; } = .6;

    /// <summary>How often the clock may be lowered.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after it was raised.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many requests it remembers, 1 or more: each one fades by this share with every one that follows.</summary>
    public double Memory { get; init; } = 400;

    /// <summary>How many requests it must have seen before it lowers anything, 1 or more.</summary>
    public int Patience { get; init; } = 16;

    /// <summary>The lowest clock it ever asks for.</summary>
    public Megahertz Lowest { get; init; } = Megahertz.Zero;

    /// <summary>
    /// How many requests whoever shares them out gives to a server at work before another gets any, above 0. Null where each server has its share of
    /// them whatever it does. Where servers are filled, work that a slower one does not get to goes to another and takes its energy there, so a low clock pays less.
    /// </summary>
    public double? FillsTo { get; init; }

    /// <summary>Time constant over which the number of requests in flight is averaged.</summary>
    public TimeSpan LoadWindow { get; init; } = TimeSpan.FromMinutes(1);
}
