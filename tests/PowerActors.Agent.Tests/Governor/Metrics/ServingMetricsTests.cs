using System.Text;
using PowerActors.Agent.Governor.Metrics;

namespace PowerActors.Agent.Tests.Governor.Metrics;

/// <summary>Pages as vLLM of three ages writes them, and pages that no server should write.</summary>
public class ServingMetricsTests
{
    private const string Small = """
        # TYPE vllm:num_requests_running gauge
        vllm:num_requests_running{model_name="m"} 1
        vllm:num_requests_waiting{model_name="m"} 0
        vllm:time_to_first_token_seconds_bucket{le="0.5",model_name="m"} 2
        vllm:time_to_first_token_seconds_bucket{le="+Inf",model_name="m"} 3
        vllm:time_to_first_token_seconds_sum{model_name="m"} 2.5
        vllm:time_to_first_token_seconds_count{model_name="m"} 3

        """;

    [Fact]
    public void Read_Vllm06_TellsTokensButNoRequests()
    {
        ServingMetrics read = Page("vllm-0.6.txt");
        (read.Running, read.Waiting).ShouldBe((3, 1));
        (read.Ttft!.Count, read.Ttft.Sum).ShouldBe((40, 15.5));
        read.Ttft.In(8).ShouldBe(20); // 0.1 to 0.25 s
        read.TokenTbt!.Count.ShouldBe(4540);
        read.RequestTbt.ShouldBeNull();
    }

    [Fact]
    public void Read_Vllm09WithTwoEngines_AddsThemUp()
    {
        ServingMetrics read = Page("vllm-0.9-v1-two-engines.txt");
        (read.Running, read.Waiting).ShouldBe((7, 3));
        read.Ttft!.Count.ShouldBe(43);
        read.Ttft.Sum.ShouldBe(10.0, 1e-9);
        read.TokenTbt!.Mean.ShouldBe(126.3 / 3000, 1e-9);
    }

    [Fact]
    public void Read_Vllm011_TellsRequestsAndPrefersTheNewName()
    {
        ServingMetrics read = Page("vllm-0.11.txt");
        (read.RequestTbt!.Count, read.RequestTbt.Sum).ShouldBe((36, 1.5));
        read.TokenTbt!.Count.ShouldBe(5012); // not added to the deprecated one, which has the same
    }

    [Fact]
    public void Read_BucketsInAnyOrderAndOtherLineEnds_IsTheSame()
    {
        string[] lines = Small.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        ServingMetrics? read = Read(string.Join("\r\n", lines.Reverse()), out string? problem);
        problem.ShouldBeNull();
        read!.Ttft!.Bounds.ShouldBe([.5, double.PositiveInfinity]);
        read.Ttft.Cumulative.ShouldBe([2, 3]);
    }

    [Theory]
    [InlineData("<html><body>busy</body></html>", "line 1: is no sample of Prometheus' text format")]
    [InlineData("", "tells no vllm:num_requests_running; the address of a vLLM server's /metrics would be right")]
    [InlineData("go_goroutines 12\n", "tells no vllm:num_requests_running; the address of a vLLM server's /metrics would be right")]
    [InlineData("vllm:num_requests_running{a=\"b\"} NaN\n", "line 1: vllm:num_requests_running is NaN; it must be 0 or more")]
    [InlineData("vllm:num_requests_running{a=\"b\"} -1\n", "line 1: vllm:num_requests_running is -1; it must be 0 or more")]
    [InlineData("vllm:num_requests_running{a=\"b} 1\n", "line 1: is no sample of Prometheus' text format")]
    [InlineData("vllm:num_requests_running{a} 1\n", "line 1: has labels that cannot be read")]
    [InlineData("vllm:num_requests_running 1\nvllm:num_requests_running 1\n", "line 2: vllm:num_requests_running stands twice with the same labels")]
    public void Read_NoSuchPage_IsRefusedInOneLine(string page, string expected)
    {
        Read(page, out string? problem).ShouldBeNull();
        problem.ShouldBe(expected);
    }

    [Theory]
    [InlineData("le=\"+Inf\",", "le=\"9\",", "vllm:time_to_first_token_seconds has no bucket le=\"+Inf\"")]
    [InlineData("le=\"0.5\",model_name=\"m\"} 2", "le=\"0.5\",model_name=\"m\"} 4", "vllm:time_to_first_token_seconds counts 3 at le=\"+Inf\" and more below it")]
    [InlineData("_count{model_name=\"m\"} 3", "_count{model_name=\"m\"} 4", "vllm:time_to_first_token_seconds counts 3 in its buckets and 4 in all")]
    [InlineData("le=\"0.5\",", "", "line 4: a bucket of vllm:time_to_first_token_seconds has no bound le=\"...\"")]
    [InlineData("le=\"0.5\",", "le=\"NaN\",", "line 4: a bucket of vllm:time_to_first_token_seconds has no bound le=\"...\"")]
    [InlineData("le=\"+Inf\",model_name=\"m\"} 3", "le=\"+Inf\",model_name=\"m\"} NaN", "line 5: vllm:time_to_first_token_seconds_bucket is NaN; it must be 0 or more")]
    [InlineData("vllm:time_to_first_token_seconds_sum{model_name=\"m\"} 2.5", "", "vllm:time_to_first_token_seconds lacks its buckets, its _sum or its _count")]
    public void Read_HistogramThatDoesNotAddUp_IsRefused(string part, string instead, string expected)
    {
        Small.ShouldContain(part);
        Read(Small.Replace(part, instead, StringComparison.Ordinal), out string? problem).ShouldBeNull();
        problem.ShouldBe(expected);
    }

    [Fact]
    public void Read_LineTooLongOrTooManySeries_IsRefused()
    {
        Read($"{Small}x{{a=\"{new string('y', PrometheusPage.LongestLine)}\"}} 1\n", out string? problem).ShouldBeNull();
        problem!.ShouldContain("bytes; at most");
        string many = string.Concat(Enumerable.Range(0, PrometheusPage.MostSamples + 1).Select(static i => $"vllm:num_requests_running{{a=\"{i}\"}} 1\n"));
        Read(many, out problem).ShouldBeNull();
        problem!.ShouldContain("more than");
    }

    [Fact]
    public void Read_AnyMutilatedPage_IsRefusedOrReadButNeverThrows()
    {
        byte[] page = File.ReadAllBytes(PathOf("vllm-0.11.txt"));
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            byte[] broken = [.. page.AsSpan(0, random.Next(page.Length))];
            for (int i = 0; i < 3 && broken.Length > 0; i++)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            ServingMetrics? read = ServingMetrics.Read(broken, out string? problem);
            (read is null).ShouldBe(problem is not null);
            problem?.ShouldNotContain('\n');
        }
    }

    [Fact]
    public void Since_ServerThatHasStartedAnew_AllItHasIsNew()
    {
        HistogramCounts before = new([1, double.PositiveInfinity], [5, 9], 12), after = new([1, double.PositiveInfinity], [2, 3], 4);
        after.Since(before, out bool isReset).ShouldBe(after);
        isReset.ShouldBeTrue();
        new HistogramCounts([1, double.PositiveInfinity], [7, 12], 20).Since(before, out isReset).Cumulative.ShouldBe([2, 3]);
        isReset.ShouldBeFalse();
    }

    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "pages", name);

    private static ServingMetrics Page(string name)
    {
        ServingMetrics? read = ServingMetrics.Read(File.ReadAllBytes(PathOf(name)), out string? problem);
        problem.ShouldBeNull();
        return read!;
    }

    private static ServingMetrics? Read(string page, out string? problem) => ServingMetrics.Read(Encoding.UTF8.GetBytes(page), out problem);
}
