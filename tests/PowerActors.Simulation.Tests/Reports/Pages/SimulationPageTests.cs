using PowerActors.Core.Control;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Reports;
using PowerActors.Simulation.Reports.Pages;
using PowerActors.Simulation.Reports.Recording;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;

namespace PowerActors.Simulation.Tests.Reports.Pages;

public sealed class SimulationPageTests
{
    [Fact]
    public void Compose_RunOnceMore_GivesTheSameBytes() => Compose("rack", 10).ShouldBe(Compose("rack", 10));

    [Fact]
    public void Compose_NamesThatAreMarkup_AreShownAsNames()
    {
        string page = Compose("<img src=x onerror=alert(1)>", 10);
        page.ShouldNotContain("<img");
        page.ShouldContain("&lt;img src=x onerror=alert(1)&gt;");
    }

    [Fact]
    public void Compose_RunOfSeconds_IsStillAPage() => Compose("rack", 0.05).ShouldContain("Objectives and laws");

    [Fact]
    public void Compose_NoDetail_SaysWhatIsMissing()
    {
        SimulationOptions options = Options("rack", 1) with { Detail = ReportDetail.None };
        Should.Throw<ArgumentException>(() => SimulationPage.Compose(new SimulationPageInput { Result = Execute(options), Options = options, Json = "{}", Command = "" })).Message.ShouldContain("Detail");
    }

    [Fact]
    public void Compose_ManyDomains_StaysSmall()
    {
        TopologyPlan plan = TestPlans.Row(800, 700);
        SimulationOptions options = TestPlans.Synthetic(plan, TimeSpan.FromMinutes(10), 1, seed: 1, nameplateServers: 700) with { Detail = ReportDetail.Full };
        string page = SimulationPage.Compose(new SimulationPageInput { Result = Execute(options), Options = options, Json = "{}", Command = "" }).Render();
        page.Length.ShouldBeLessThan(1_500_000);
        page.ShouldContain("48 of 202 domains");
    }

    private static string Compose(string rack, double minutes)
    {
        SimulationOptions options = Options(rack, minutes);
        SimulationResult result = Execute(options) with { WallSeconds = 1, Speedup = 1 };
        return SimulationPage.Compose(new SimulationPageInput
        {
            Result = result,
            Options = options,
            Json = "{}",
            Command = "poweractors simulate",
            Settings = [new Setting("a", "1", "x.conf:3", IsDefault: false), new Setting("b", "2", "built-in", IsDefault: true)],
        }).Render();
    }

    private static SimulationOptions Options(string rack, double minutes)
    {
        TopologyPlan plan = TestPlans.Row(8, 8);
        TopologyDomain row = plan.Root.Domains[0];
        row = row with { Domains = [.. row.Domains.Select((domain, i) => domain with { Name = $"{rack}-{i + 1}" })] };
        plan = plan with { Root = plan.Root with { Domains = [row] } };
        return TestPlans.Synthetic(plan, TimeSpan.FromMinutes(minutes), 2, seed: 1, nameplateServers: 8) with { Detail = ReportDetail.Full };
    }

    private static SimulationResult Execute(SimulationOptions options)
    {
        using SimulationRun run = new(options);
        return run.Execute();
    }
}
