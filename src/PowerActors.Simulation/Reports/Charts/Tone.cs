namespace PowerActors.Simulation.Reports.Charts;

/// <summary>A colour by its meaning; the page's style says how it looks on paper, in the light and in the dark. All are told apart by colour-blind readers (Okabe and Ito, 2008).</summary>
public readonly record struct Tone
{
    private const int SeriesTones = 7;
    private const int RungTones = 5;
    private readonly string? _cssClass;

    private Tone(string cssClass) => _cssClass = cssClass;

    /// <summary>No rung at all: nothing is capped.</summary>
    public static Tone Free { get; } = new("q0");

    /// <summary>The power brake.</summary>
    public static Tone Brake { get; } = new("qb");

    /// <summary>Limits.</summary>
    public static Tone Limit { get; } = new("limit");

    /// <summary>What stands behind what matters.</summary>
    public static Tone Muted { get; } = new("muted");

    internal string CssClass => _cssClass ?? "c0";

    /// <summary>The colour of a series, by its number from 0; after seven they repeat.</summary>
    /// <param name="number">Its number.</param>
    public static Tone Series(int number) => new($"c{number % SeriesTones}");

    /// <summary>The colour of a rung, the darker the higher.</summary>
    /// <param name="number">Its number from 1; 0 is <see cref="Free"/>.</param>
    /// <param name="count">How many rungs there are besides the brake.</param>
    public static Tone Rung(int number, int count) =>
        number == 0 ? Free : new Tone($"q{Math.Clamp(count <= RungTones ? number : 1 + ((number - 1) * (RungTones - 1) / (count - 1)), 1, RungTones)}");
}
