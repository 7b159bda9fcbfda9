using PowerActors.Cli.Settings;
using PowerActors.Core.Hardware;
using PowerActors.Core.Input;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;
using PowerActors.Tree;

namespace PowerActors.Cli.Tests.Settings;

/// <summary>What an agent knows of what its work loses, whether it has a governor or not.</summary>
public sealed class LiveGovernorReaderTests : IDisposable
{
    private const string Profile = "clock,tp,load,power,ttft,tbt\n900,8,600,2000,400,50\n1200,8,600,2300,330,42\n1400,8,600,2900,300,40\n";

    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Work_GovernorOff_IsOfTheFiguresThatComeWithTheProgram()
    {
        (IWorkProfile? work, string from) = Read().Work(Gpus(ServerCatalog.DgxA100));
        from.ShouldContain("measured on A100");
        GiveSomething(work).Value.ShouldBeInRange(900, 1350);
    }

    [Fact]
    public void Work_AProfile_IsOfItsClocks()
    {
        string file = _cli.File("p.csv", Profile);
        (IWorkProfile? work, string from) = Read($"governor.profile=\"{file}\"").Work(Gpus(ServerCatalog.DgxH200));
        from.ShouldBe(file);
        GiveSomething(work).Value.ShouldBe(1200);
    }

    [Fact]
    public void Work_NoFigures_IsNoneAndSaysWhy()
    {
        (IWorkProfile? work, string from) = Read().Work(Gpus(ServerCatalog.DgxH200));
        (work, from).ShouldBe((null, "no figures come with the program for H200-SXM-141GB; governor.profile would give some"));
    }

    [Fact]
    public void Work_ProfileThatCannotBeUsed_IsNoneWhereNothingElseNeedsIt()
    {
        string file = _cli.File("p.csv", "clock,tp,load,power,ttft,tbt\n1200,8,600,-3,300,40\n1400,8,600,900,290,39\n");
        (IWorkProfile? work, string from) = Read($"governor.profile=\"{file}\"").Work(Gpus(ServerCatalog.DgxA100));
        work.ShouldBeNull();
        from.ShouldContain("power is -3");
        Should.Throw<InputException>(() => Read($"governor.profile=\"{file}\"", "governor.mode=shadow", "governor.instances=[{ metrics = \"http://h/metrics\" }]").Work(Gpus(ServerCatalog.DgxA100)));
    }

    [Fact]
    public void PromptShare_OutOfRange_IsRefused()
    {
        LoadedSettings loaded = SettingsLoader.Load(new SettingsSources { Sets = ["governor.prompt-share=\"120 %\""] });
        LiveGovernorReader.Read(loaded.Section("governor"));
        loaded.Faults.Count.ShouldBe(1);
    }

    private static IReadOnlyList<IGpuDevice> Gpus(ServerModel model) => new LiveServer(model, ActuatorProfile.Immediate).Gpus;

    private static Megahertz GiveSomething(IWorkProfile? work)
    {
        work.ShouldNotBeNull();
        work.See([new GpuReading(new Watts(330), new Megahertz(1410), DeviceHealth.Good)], TimeSpan.Zero);
        return work.ClockFor(1);
    }

    private static LiveGovernorReader Read(params string[] sets)
    {
        LoadedSettings loaded = SettingsLoader.Load(new SettingsSources { Sets = sets });
        LiveGovernorReader read = LiveGovernorReader.Read(loaded.Section("governor"));
        loaded.Faults.Count.ShouldBe(0);
        return read;
    }
}
