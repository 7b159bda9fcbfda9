using PowerActors.Cli.Settings;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Scheduling;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Results;

namespace PowerActors.Cli.Tests.Settings;

public sealed class ReferenceSettingsTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(40);
    private readonly LoadedSettings _settings = SettingsLoader.Load(new SettingsSources());

    [Fact]
    public void Reference_InTheExecutable_IsTheFile() =>
        ReferenceSettings.ReadText().ReplaceLineEndings("\n").ShouldBe(File.ReadAllText(Path.Combine(Repository.Root, "hocon", "reference.conf")).ReplaceLineEndings("\n"));

    [Fact]
    public void Reference_Ladders_AreTheKnownOnes()
    {
        SiteSettings site = _settings.ReadSite();
        site.Ladders.Keys.ShouldBe(["none", "polca", "one-threshold-low", "one-threshold-all", "no-cap", "in-band"]);
        foreach (Ladder known in (Ladder[])[KnownLadders.Polca(Settle), KnownLadders.OneThresholdLow(Settle), KnownLadders.OneThresholdAll(Settle), KnownLadders.NoCap(Settle)])
        {
            Ladder read = site.Ladders[known.Name];
            read.Hold.ShouldBe(known.Hold);
            read.Rungs.ShouldBe(known.Rungs);
        }

        site.Policy.Name.ShouldBe("polca");
    }

    [Fact]
    public void Reference_Breakers_AreTheKnownOnes() => _settings.ReadSite().Breakers.Values.ShouldBe(TripCurve.Known);

    [Fact]
    public void Reference_Timing_IsTheDefault() => _settings.ReadSite().Plan.Timing.ShouldBe(new ControlTiming());

    [Fact]
    public void Reference_Persistence_IsTheDefault()
    {
        PersistenceSettings.Read(_settings.Section("persistence")).ShouldBe(new PersistenceSettings());
        _settings.Faults.Count.ShouldBe(0);
    }

    [Fact]
    public void Reference_Scheduler_IsTheDefault()
    {
        SchedulerSettings read = SchedulerSettings.Read(_settings.Section("scheduler"));
        _settings.Faults.Count.ShouldBe(0);
        SchedulerSettings standard = new();
        read.Policy.Name.ShouldBe(standard.Policy.Name);
        read.Rules.ModelLabels.ShouldBe(standard.Rules.ModelLabels);
        read.Rules.CountLabels.ShouldBe(standard.Rules.CountLabels);
        read.Rules.Resources.ShouldBe(standard.Rules.Resources);
        read.Servers.ShouldBeEmpty();
        (read with { Policy = standard.Policy, Rules = standard.Rules, Servers = standard.Servers }).ShouldBe(standard);
        (read.Rules.HighClasses.Count, read.Rules.LowClasses.Count, read.Rules.HighFrom).ShouldBe((0, 0, standard.Rules.HighFrom));
    }

    [Theory]
    [InlineData("scheduler.policy = random", "scheduler.policy is 'random', which cannot score nodes that a scheduler chooses among")]
    [InlineData("scheduler.policy = worst", "scheduler.policy is the unknown policy 'worst'")]
    [InlineData("scheduler.power = maybe", "scheduler.power is 'maybe'; write refuse or prefer or none")]
    [InlineData("scheduler.expected-share = \"0 %\"", "scheduler.expected-share is 0 %; it must be above 0 % and at most 100 %")]
    [InlineData("scheduler.gpu.resources.\"nvidia.com/gpu\" = 1001", "scheduler.gpu.resources.nvidia.com/gpu is 1001; it must be from 1 to 1000")]
    [InlineData("scheduler.gpu.model-labels = [[]]", "scheduler.gpu.model-labels has")]
    [InlineData("scheduler.kubernetes.server = nowhere", "scheduler.kubernetes.server is 'nowhere'; in-cluster, or an address such as https://10.0.0.1:6443 would be right")]
    [InlineData("scheduler.kubernetes { server = \"http://10.0.0.1:8080\", token-file = t }", "and the token would be sent where others can read it")]
    [InlineData("scheduler.assume-for = \"2 h\"", "scheduler.assume-for is 2 h; it must be from 1 s to")]
    [InlineData("scheduler.polcy = fgd", "unknown key 'polcy' in scheduler")]
    public void Scheduler_Wrong_SaysWhatWouldBeRight(string text, string fault)
    {
        LoadedSettings settings = SettingsLoader.LoadText(text, "t.conf");
        SchedulerSettings.Read(settings.Section("scheduler"));
        Should.Throw<InputException>(settings.Faults.ThrowIfAny).Faults.ShouldContain(told => told.Message.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Reference_Objectives_AreTheDefault() => SimulationSettings.Read(_settings).Objectives.ShouldBe(new Objectives());

    [Fact]
    public void Reference_Topology_IsThePaperSRowWithThirtyPercentMore()
    {
        SiteSettings site = _settings.ReadSite();
        site.Plan.NameplateServers().ShouldBe(40);
        site.Plan.Root.AllServers().Count().ShouldBe(52);
        site.Plan.FailSafeIsAutomatic.ShouldBeTrue();
        site.Check.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Reference_EverySetting_StandsBelowAComment()
    {
        // The file is the settings' documentation: a section without a word about it is a hole in it.
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "hocon", "reference.conf"));
        string[] undocumented = [.. lines.Index()
            .Where(static line => line.Item.Length > 0 && char.IsAsciiLetter(line.Item[0]))
            .Where(line => line.Index == 0 || !lines[line.Index - 1].StartsWith('#'))
            .Select(static line => line.Item)];
        undocumented.ShouldBeEmpty();
    }
}
