using System.Diagnostics;
using System.Text.RegularExpressions;
using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Tests.Sessions.Support;

namespace PowerActors.Api.Tests.Metrics;

/// <summary>What operators copy from <c>deploy/</c>: it must fit what a node tells.</summary>
[Collection(MetricsCollection.Name)]
public sealed partial class DeployTests
{
    private static readonly string Deploy = Path.Combine(Root(), "deploy");

    [Theory]
    [InlineData("grafana/poweractors.json")]
    [InlineData("prometheus/poweractors.rules.yml")]
    public async Task DashboardAndRules_NameOnlyMetricsThatANodeTells(string file)
    {
        await using TestApi api = await TestApi.StartAsync();
        await using TestAgent agent = new(api.Host.AgentsAddress, TestSite.Server(1, 1));
        await Wait.Until(() => api.Node.IsReady && api.Node.Agents.LeaseAge(0) is not null, "the agent has reported, and acknowledged a directive");
        string metrics = await api.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        HashSet<string> told = [.. metrics.Split('\n').Where(static line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(static line => line.Split(' ')[2])];
        string[] named = [.. Names().Matches(await File.ReadAllTextAsync(Path.Combine(Deploy, file))).Select(static match => Parts().Replace(match.Value, "")).Distinct()];
        named.Length.ShouldBeGreaterThan(5);
        named.Except(told).ShouldBeEmpty();
    }

    [PrometheusFact]
    public void Rules_CheckedByPromtool_AreAccepted()
    {
        foreach (string[] check in (string[][])[["check", "rules", "poweractors.rules.yml"], ["check", "config", "--syntax-only", "prometheus.yml"]])
            Run("promtool", Path.Combine(Deploy, "prometheus"), check).Code.ShouldBe(0);
    }

    [SystemdFact]
    public void Units_VerifiedBySystemd_AreAccepted()
    {
        // That the executable is not installed here is no fault of the units.
        string said = Run("systemd-analyze", Path.Combine(Deploy, "systemd"), ["verify", "./poweractors-node.service", "./poweractors-agent.service"]).Said;
        said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => line.Contains("poweractors", StringComparison.Ordinal) && !line.Contains("/usr/local/bin/poweractors is not executable", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    internal static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static (int Code, string Said) Run(string program, string folder, string[] args)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PowerActors.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run inside the repository");
    }

    [GeneratedRegex("poweractors_[a-z_]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parts();
}

/// <summary>A fact that needs systemd's programs: skipped with a reason where they are absent.</summary>
internal sealed class SystemdFactAttribute : FactAttribute
{
    public SystemdFactAttribute()
    {
        if (!DeployTests.IsOnPath("systemd-analyze"))
            Skip = "systemd-analyze is not on the PATH; only machines that run systemd have it";
    }
}
