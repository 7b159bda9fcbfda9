using PowerActors.Cli.Settings;
using PowerActors.Core.Hardware;
using PowerActors.Core.Settings;
using PowerActors.Core.Units;

namespace PowerActors.Cli.Tests.Settings;

/// <summary>A GPU's idle draw in settings: one figure, or one for each clock.</summary>
public sealed class HardwareSettingsTests : IDisposable
{
    private const string Server = "hardware.servers.Mine { extends = DGX-H100, gpu = mine }\ntopology { racks = [{ servers = [{ model = Mine, count = 1 }] }] }\n";

    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Gpu_ExtendsOneMeasuredByClock_KeepsItsIdleDraw() => Gpu("extends = H100").IdleAt(new Megahertz(1410)).Value.ShouldBe(90, 1e-9);

    [Fact]
    public void Gpu_IdleIsOneFigure_CountsAtEveryClock()
    {
        GpuModel gpu = Gpu("extends = H100, idle = \"80 W\"");
        gpu.IdleAt(gpu.MinClock).ShouldBe(new Watts(80));
        gpu.IdleAt(gpu.MaxClock).ShouldBe(new Watts(80));
    }

    [Fact]
    public void Gpu_IdleByClock_IsInterpolatedAndBeginsAtIdle()
    {
        GpuModel gpu = Gpu("extends = H100, idle-by-clock = [[\"1000 MHz\", \"60 W\"], [\"1980 MHz\", \"109 W\"]]");
        gpu.Idle.ShouldBe(new Watts(60));
        gpu.IdleAt(new Megahertz(1490)).Value.ShouldBe(84.5, 1e-9);
    }

    [Theory]
    [InlineData("idle-by-clock = [[\"1000 MHz\", \"60 W\"]]", "hardware.gpus.mine.idle-by-clock does not end at the maximum clock of 1980 MHz; write rising clocks up to it, such as [[\"1410 MHz\", \"63 W\"]]")]
    [InlineData("idle-by-clock = [[\"1980 MHz\", \"900 W\"]], idle = \"60 W\"", "hardware.gpus.mine.idle-by-clock ends at 900 W; it must be below the TDP of 700 W")]
    [InlineData("idle-by-clock = [[\"1980 MHz\", \"60 W\"]], idle = \"70 W\"", "hardware.gpus.mine.idle-by-clock begins at 60 W; it must not be below idle, 70 W")]
    public void Gpu_IdleByClockThatCannotBe_IsOneLine(string fields, string problem) =>
        _cli.Refused("topology", "check", _cli.File("site.conf", $"hardware.gpus.mine {{ extends = H100, {fields} }}")).ShouldBe([$"site.conf:1: {problem}"]);

    private GpuModel Gpu(string fields) =>
        SettingsLoader.Load(new SettingsSources { Files = [_cli.File("site.conf", $"{Server}hardware.gpus.mine {{ {fields} }}")] }).ReadSite().Plan.Root.AllServers().Single().Model.Gpu;
}
