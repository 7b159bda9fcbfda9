using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Settings;
using PowerActors.Core.Units;
using PowerActors.Simulation.Energy.Governor;

namespace PowerActors.Cli.Settings;

/// <summary>The section <c>governor</c>.</summary>
/// <param name="IsEnabled">Whether servers have a governor.</param>
/// <param name="Options">What it holds and how it moves.</param>
internal sealed record GovernorReader(bool IsEnabled, GovernorOptions Options)
{
    private const int MostInFlight = 65_536;

    private static readonly TimeSpan LongestPeriod = TimeSpan.FromHours(1);

    public static GovernorReader Read(SettingsReader reader)
    {
        GovernorSettings standard = new();
        GovernorOptions options = new();
        bool knowsRouting = reader.Text("fills-to") is null or "auto";
        bool isEven = reader.Text("fills-to") == "none";
        return new GovernorReader(reader.Flag("enabled") ?? false, options with
        {
            Watch = Time("watch", options.Watch),
            Latency = Time("latency", TimeSpan.FromMilliseconds(100), TimeSpan.Zero),
            KnowsRouting = knowsRouting,
            Fixed = Clock("fixed", "none"),
            Settings = standard with
            {
                Ttft = Time("ttft", standard.Ttft),
                Tbt = Time("tbt", standard.Tbt),
                Margin = reader.Share("margin", 0, .9) ?? standard.Margin,
                Allowance = reader.Share("allowance", 0, 1) ?? standard.Allowance,
                Period = Time("period", standard.Period),
                Hold = Time("hold", standard.Hold, TimeSpan.Zero),
                FillsTo = knowsRouting || isEven ? null : reader.Int32("fills-to", 1, MostInFlight),
                Lowest = Clock("lowest", "auto") ?? standard.Lowest,
            },
        });

        TimeSpan Time(string key, TimeSpan otherwise, TimeSpan? least = null) =>
            reader.Time(key, least ?? TimeSpan.FromMilliseconds(1), LongestPeriod) ?? otherwise;

        Megahertz? Clock(string key, string none) => reader.Text(key) is null || reader.Text(key) == none ? null : reader.Clock(key);
    }
}
