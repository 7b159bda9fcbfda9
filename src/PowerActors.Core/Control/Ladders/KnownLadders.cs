namespace PowerActors.Core.Control.Ladders;

/// <summary>
/// POLCA's ladder and its three baselines (Patel et al., ASPLOS'24), for A100. They are data like any ladder from settings; these are the defaults that
/// <c>hocon/reference.conf</c> spells out.
/// </summary>
public static class KnownLadders
{
    /// <summary>How long a rung must be quiet before it is left. The paper does not say; one actuation and a half lets the last step show its effect.</summary>
    public static readonly TimeSpan DefaultHold = TimeSpan.FromSeconds(60);

    private static readonly ClockCeiling BrakeClock = ClockCeiling.At(288);

    /// <summary>Low priority to 1275 then 1110 MHz, then high priority to 1305 MHz, then the brake.</summary>
    /// <param name="settle">Actuation latency of a clock ceiling: 40 s out of band.</param>
    public static Ladder Polca(TimeSpan settle) => new()
    {
        Name = "polca",
        Hold = DefaultHold,
        Rungs =
        [
            Step("T1", .80, .75, settle, ClockCeiling.At(1275), ClockCeiling.Free),
            Step("T2", .89, .84, settle, ClockCeiling.At(1110), ClockCeiling.Free),
            Step("T2h", .89, .84, settle, ClockCeiling.At(1110), ClockCeiling.At(1305)),
            Brake(settle),
        ],
    };

    /// <summary>One threshold at 89 % that caps low priority only.</summary>
    /// <param name="settle">Actuation latency of a clock ceiling.</param>
    public static Ladder OneThresholdLow(TimeSpan settle) => new()
    {
        Name = "one-threshold-low",
        Hold = DefaultHold,
        Rungs = [Step("T", .89, .84, settle, ClockCeiling.At(1110), ClockCeiling.Free), Brake(settle)],
    };

    /// <summary>One threshold at 89 % that caps everything alike.</summary>
    /// <param name="settle">Actuation latency of a clock ceiling.</param>
    public static Ladder OneThresholdAll(TimeSpan settle) => new()
    {
        Name = "one-threshold-all",
        Hold = DefaultHold,
        Rungs = [Step("T", .89, .84, settle, ClockCeiling.At(1110), ClockCeiling.At(1110)), Brake(settle)],
    };

    /// <summary>No capping: only the brake that every row has.</summary>
    /// <param name="settle">Actuation latency of a clock ceiling.</param>
    public static Ladder NoCap(TimeSpan settle) => new() { Name = "no-cap", Hold = DefaultHold, Rungs = [Brake(settle)] };

    private static Rung Step(string name, double enter, double leave, TimeSpan settle, ClockCeiling low, ClockCeiling high) => new()
    {
        Name = name,
        EnterAt = enter,
        LeaveBelow = leave,
        Settle = settle,
        Ceilings = new Ceilings(low, high, Brake: false),
    };

    private static Rung Brake(TimeSpan settle) => new()
    {
        Name = "brake",
        EnterAt = 1,
        LeaveBelow = .84,
        Settle = settle,
        Ceilings = new Ceilings(BrakeClock, BrakeClock, Brake: true),
    };
}
