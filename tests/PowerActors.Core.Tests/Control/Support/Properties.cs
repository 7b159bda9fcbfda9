using FsCheck;
using FsCheck.Fluent;

namespace PowerActors.Core.Tests.Control.Support;

/// <summary>
/// Runs a property over seeds. A failure names the seed, so that one history can be run alone. The same histories every time, so that a red run is red again; <c>POWERACTORS_PROPERTY_SEED</c>
/// draws others, and <c>POWERACTORS_PROPERTY_SCALE</c> multiplies their number.
/// </summary>
internal static class Properties
{
    private static readonly double Scale =
        double.TryParse(Environment.GetEnvironmentVariable("POWERACTORS_PROPERTY_SCALE"), out double scale) && scale > 0 ? scale : 1;

    private static readonly ulong Seed =
        ulong.TryParse(Environment.GetEnvironmentVariable("POWERACTORS_PROPERTY_SEED"), out ulong seed) ? seed : 2024;

    public static void Hold(int histories, Action<Random> property)
    {
        int count = Math.Max(1, (int)(histories * Scale));
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed => property(new Random(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(Seed, 1));
    }

    public static double Between(this Random random, double low, double high) => low + (random.NextDouble() * (high - low));

    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    public static T Pick<T>(this Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public static TimeSpan Seconds(this double seconds) => TimeSpan.FromSeconds(seconds);

    public static TimeSpan Hours(this int hours) => TimeSpan.FromHours(hours);

    public static TimeSpan Seconds(this int seconds) => TimeSpan.FromSeconds(seconds);
}
