using PowerActors.Cli.Settings;
using PowerActors.Cluster.Journal;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
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
