using System.Globalization;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Hardware;

public sealed class GpuCatalogTests
{
    public static TheoryData<string> Names => [.. GpuCatalog.BuiltIn.Names];

    [Fact]
    public void A100_IsAsPublished()
    {
        GpuModel gpu = Get("A100");
        gpu.Name.ShouldBe("A100-SXM4-80GB");
        gpu.Tdp.ShouldBe(new Watts(400));
        gpu.Idle.ShouldBe(new Watts(63));
        gpu.MinClock.ShouldBe(new Megahertz(210));
        gpu.MaxClock.ShouldBe(new Megahertz(1410));
        gpu.BrakeClock.ShouldBe(new Megahertz(288));
        gpu.RoundDown(new Megahertz(1279)).ShouldBe(new Megahertz(1275));
    }

    [Theory]
    [InlineData("H100", 700, 345, 1980, 1830)]
    [InlineData("H200", 700, 345, 1980, 1830)]
    [InlineData("B200", 1000, 120, 1965, 1965)]
    public void Others_AreAsPublished(string name, double tdp, double minClock, double maxClock, double sustained)
    {
        GpuModel gpu = Get(name);
        gpu.Tdp.ShouldBe(new Watts(tdp));
        gpu.MinClock.ShouldBe(new Megahertz(minClock));
        gpu.MaxClock.ShouldBe(new Megahertz(maxClock));
        gpu.SustainedClock.ShouldBe(new Megahertz(sustained));
        gpu.MinPowerCap.ShouldBe(new Watts(200));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WorstDraw_OverTheClocks_RisesFromAboveIdleToAboveTdp(string name)
    {
        GpuModel gpu = Get(name);
        double before = gpu.Idle.Value;
        for (double clock = gpu.MinClock.Value; clock <= gpu.MaxClock.Value; clock += 5)
        {
            double worst = gpu.WorstDraw(new Megahertz(clock)).Value;
            worst.ShouldBeGreaterThanOrEqualTo(before);
            before = worst;
        }

        before.ShouldBeGreaterThan(1.026 * gpu.Tdp.Value); // prompt spikes of BLOOM-176B
        gpu.WorstDraw(gpu.BrakeClock).Value.ShouldBeLessThan(0.55 * gpu.Tdp.Value);
        gpu.WorstDraw(Megahertz.Unlimited).ShouldBe(gpu.WorstDraw(gpu.MaxClock));
        gpu.WorstDraw(Megahertz.Zero).ShouldBe(gpu.WorstDraw(gpu.MinClock));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Tables_AreRisingAndEndAtTheMaximumClock(string name)
    {
        GpuModel gpu = Get(name);
        foreach (IReadOnlyList<(double X, double Y)> points in (IReadOnlyList<(double X, double Y)>[])[gpu.WorstDrawByClock, gpu.DynamicPowerByClock!])
        {
            points[^1].X.ShouldBe(1);
            points[0].Y.ShouldBeGreaterThan(0);
            for (int i = 1; i < points.Count; i++)
            {
                points[i].X.ShouldBeGreaterThan(points[i - 1].X);
                points[i].Y.ShouldBeGreaterThanOrEqualTo(points[i - 1].Y);
            }
        }

        gpu.DynamicPowerByClock![^1].DrawShare.ShouldBe(1);
    }

    [MeasuredFact]
    public void A100WorstDraw_AgainstEveryMeasuredShape_IsNeverBelow()
    {
        int rows = 0;
        string profiles = Path.Combine(MeasuredFactAttribute.Folder!, "data", "beam", "offline");
        foreach (string file in Directory.GetFiles(profiles, "*A100-SXM4*"))
        {
            int tensorParallel = file.Contains("_tp4_", StringComparison.Ordinal) ? 4 : file.Contains("_tp2_", StringComparison.Ordinal) ? 2 : 1;
            foreach (Func<string, double> row in Rows(file))
                ShouldCover(row("clock"), row("energy_consumption") / 1000 / row("time_taken") / tensorParallel);
        }

        foreach (string phase in (string[])["decode", "prefill"])
        {
            foreach (Func<string, double> row in Rows(Path.Combine(MeasuredFactAttribute.Folder!, "data", "a800-layers", phase + ".csv")))
            {
                double time = row("attn_us_per_layer") + row("ffn_us_per_layer");
                ShouldCover(row("clock_mhz"), (row("attn_mj_per_layer") + row("ffn_mj_per_layer")) / time * 1000 / row("tp"));
            }
        }

        foreach (Func<string, double> row in Rows(Path.Combine(MeasuredFactAttribute.Folder!, "data", "splitwise", "perf_model.csv")))
            ShouldCover(1410, row("peak_power") * 400);
        rows.ShouldBeGreaterThan(4000);

        void ShouldCover(double clock, double watts)
        {
            rows++;
            watts.ShouldBeLessThanOrEqualTo(Get("A100").WorstDraw(new Megahertz(clock)).Value, $"{clock} MHz");
        }
    }

    private static GpuModel Get(string name)
    {
        GpuCatalog.BuiltIn.TryGet(name, out GpuModel? gpu).ShouldBeTrue();
        return gpu!;
    }

    private static IEnumerable<Func<string, double>> Rows(string file)
    {
        string[] lines = File.ReadAllLines(file);
        var columns = lines[0].Split(',').Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        foreach (string[] cells in lines.Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')))
            yield return column => double.Parse(cells[columns[column]], CultureInfo.InvariantCulture);
    }

    /// <summary>A fact about measured data: skipped where the data is absent, but not in CI, where it then fails.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class MeasuredFactAttribute : FactAttribute
    {
        public MeasuredFactAttribute()
        {
            if (Folder is null && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.Ordinal))
                Skip = "measured data is absent: set POWERACTORS_SHARED or put it in a folder 'shared' beside the checkout";
        }

        public static string? Folder { get; } = Find();

        private static string? Find()
        {
            if (Environment.GetEnvironmentVariable("POWERACTORS_SHARED") is { Length: > 0 } named)
                return Directory.Exists(named) ? named : null;
            string? root = AppContext.BaseDirectory;
            while (root is not null && !File.Exists(Path.Combine(root, "Directory.Packages.props")))
                root = Path.GetDirectoryName(root);
            string beside = Path.Combine(root ?? ".", "..", "shared");
            return Directory.Exists(beside) ? beside : null;
        }
    }
}
