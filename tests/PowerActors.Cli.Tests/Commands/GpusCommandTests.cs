using System.Diagnostics;
using System.Text.Json;
using PowerActors.Cli.Commands;
using PowerActors.Cli.Output;
using PowerActors.Devices.Tests.Nvml;

namespace PowerActors.Cli.Tests.Commands;

[Collection("nvml")]
public sealed class GpusCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [NvmlFact]
    public void Gpus_TwoModels_AreATable()
    {
        MockNvml.Reset(2);
        MockNvml.Set(0, MockKey.OutOfBandLimit, 300_000);
        MockNvml.Set(0, MockKey.Persistence, 0);
        MockNvml.Set(1, MockKey.Persistence, 0);
        (int code, string output, string error) = _cli.Run("gpus", "--library", MockNvml.Path);
        (code, error).ShouldBe((ExitCode.Done, ""));
        output.ShouldBe("""
            GPU PRODUCT                    DRAWN   ASKED   LIMIT    RANGE W   MHZ   RANGE MHZ  USED  TEMP HEALTH
              0 A100-SXM4-80GB             225 W   400 W   300 W    100-400  1410    210-1410  50 %  41 C good
              1 H100 80GB HBM3             371 W   700 W   700 W    200-700  1830    345-1980  50 %  42 C good

              0 GPU-00000000-aaaa-bbbb-cccc-dddddddddddd  00000000:10:00.0  serial 1320920000000
              1 GPU-00000001-aaaa-bbbb-cccc-dddddddddddd  00000000:11:00.0  serial 1320920000001

            Driver 570.124.06, NVML 12.570.124.06. DRAWN now; ASKED: power limit that a program asked for; LIMIT: the one enforced.
            GPU 0: the enforced power limit (300 W) is below the requested one (400 W): the BMC or another limiter sets it, and the hardware takes the tightest
            GPU 0, 1: persistence mode is off: clock locks and power limits are lost when the last program closes the GPU; turn it on with `nvidia-smi -pm 1` or nvidia-persistenced

            """.ReplaceLineEndings("\n"));
        output.Split('\n').Take(4).ShouldAllBe(static line => line.Length <= Text.Width);
    }

    [NvmlFact]
    public void Gpus_Json_HasNvidiaSmisNamesAndValues()
    {
        MockNvml.Reset(1);
        MockNvml.Set(0, MockKey.Events, 0x80);
        (int code, string output, string error) = _cli.Run("gpus", "--json", "--library", MockNvml.Path);
        (code, error).ShouldBe((ExitCode.Done, ""));
        (List<string> differences, int compared) = SmiComparison.Compare(Smi("400.00 W", "Active"), output);
        differences.ShouldBeEmpty();
        compared.ShouldBe(31); // All that this has and poweractors tells.
        JsonElement gpu = JsonDocument.Parse(output).RootElement.GetProperty("gpus")[0];
        gpu.GetProperty("clocksEventReasons").GetProperty("clocksEventReasonHwPowerBrakeSlowdown").GetString().ShouldBe("Active");
        gpu.GetProperty("settableClocksMegahertz").GetArrayLength().ShouldBe(81);
        gpu.GetProperty("advice")[0].GetString().ShouldStartWith("the hardware's power brake is on");
    }

    [NvmlFact]
    public void Gpus_JsonOfAnotherValue_Differs()
    {
        MockNvml.Reset(1);
        string output = _cli.Run("gpus", "--json", "--library", MockNvml.Path).Out;
        SmiComparison.Compare(Smi("350.00 W", "Active"), output).Differences
            .ShouldBe(["gpu 0 gpu_power_readings/current_power_limit: nvidia-smi has 350.00 W, we have 400"]);
    }

    [NvmlFact]
    public void Gpus_JsonOfAValueThatNvidiaSmiLacks_Differs()
    {
        MockNvml.Reset(1);
        string output = _cli.Run("gpus", "--json", "--library", MockNvml.Path).Out;
        SmiComparison.Compare(Smi("N/A", "Active"), output).Differences
            .ShouldBe(["gpu 0 gpu_power_readings/current_power_limit: nvidia-smi has none, we have 400"]);
    }

    [NvmlFact]
    public void Gpus_OneIsLost_ShowsTheOther()
    {
        MockNvml.Reset(2);
        MockNvml.Set(1, MockKey.Lost, 1);
        (int code, string output, _) = _cli.Run("gpus", "--library", MockNvml.Path);
        code.ShouldBe(ExitCode.Done);
        output.ShouldContain("  1 ?                              -       -       -          -     -           -     -     - lost");
        output.ShouldContain("GPU 1: cannot read the GPU: the GPU has fallen off the bus");
        JsonElement lost = JsonDocument.Parse(_cli.Run("gpus", "--json", "--library", MockNvml.Path).Out).RootElement.GetProperty("gpus")[1];
        lost.GetProperty("model").ValueKind.ShouldBe(JsonValueKind.Null);
        lost.GetProperty("health").GetString().ShouldBe("lost");
    }

    [NvmlTheory]
    [InlineData("--json")]
    [InlineData("--library")]
    public void Gpus_NoDriver_IsOneLineAndExitsOne(string option)
    {
        MockNvml.Reset(1);
        MockNvml.Fail("nvmlInit_v2", -1, 9);
        (int code, string output, string error) = _cli.Run(option == "--json" ? ["gpus", "--library", MockNvml.Path, "--json"] : ["gpus", "--library", MockNvml.Path]);
        (code, output).ShouldBe((ExitCode.No, ""));
        error.ShouldBe("poweractors: cannot open NVML: the NVIDIA driver is not loaded; load it with `modprobe nvidia` and look for the reason in `dmesg` (NVML 9)\n");
    }

    [NvmlFact]
    public void Gpus_DriverWithoutGpus_SaysWhereToLook()
    {
        MockNvml.Reset(0);
        (int code, string output, string error) = _cli.Run("gpus", "--library", MockNvml.Path);
        (code, output).ShouldBe((ExitCode.No, ""));
        error.ShouldStartWith("poweractors: driver 570.124.06 is loaded but sees no GPU; ");
    }

    [Fact]
    public void Gpus_LibraryMissing_IsOneLineAndExitsOne()
    {
        (int code, string output, string error) = _cli.Run("gpus", "--library", "/no/such/library.so");
        (code, output).ShouldBe((ExitCode.No, ""));
        error.ShouldBe("poweractors: cannot open NVML: '/no/such/library.so' is not a library that can be loaded; check the path, or leave it out for the system's\n");
    }

    [NvmlFact]
    public void Process_LibraryInTheEnvironment_IsUsed()
    {
        using Process process = ProcessOf("gpus", "--json");
        process.StartInfo.Environment["POWERACTORS_NVML_LIBRARY"] = MockNvml.Path;
        process.Start();
        JsonElement json = JsonDocument.Parse(process.StandardOutput.ReadToEnd()).RootElement;
        process.WaitForExit();
        (process.ExitCode, json.GetProperty("attachedGpus").GetInt32(), json.GetProperty("library").GetString()).ShouldBe((ExitCode.Done, 2, MockNvml.Path));
    }

    internal static Process ProcessOf(params string[] args)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "poweractors.dll"));
        foreach (string arg in args)
            start.ArgumentList.Add(arg);
        return new Process { StartInfo = start };
    }

    /// <summary>What nvidia-smi would write of the pretended A100, with its names and units.</summary>
    private static string Smi(string currentLimit, string brake) => $"""
        <?xml version="1.0" ?>
        <!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
        <nvidia_smi_log>
          <driver_version>570.124.06</driver_version>
          <attached_gpus>1</attached_gpus>
          <gpu id="00000000:10:00.0">
            <product_name>NVIDIA A100-SXM4-80GB</product_name>
            <persistence_mode>Enabled</persistence_mode>
            <mig_mode><current_mig>Disabled</current_mig><pending_mig>Disabled</pending_mig></mig_mode>
            <serial>1320920000000</serial>
            <uuid>GPU-00000000-aaaa-bbbb-cccc-dddddddddddd</uuid>
            <pci><pci_bus>10</pci_bus><pci_bus_id>00000000:10:00.0</pci_bus_id></pci>
            <fan_speed>N/A</fan_speed>
            <clocks_event_reasons>
              <clocks_event_reason_gpu_idle>Not Active</clocks_event_reason_gpu_idle>
              <clocks_event_reason_hw_power_brake_slowdown>{brake}</clocks_event_reason_hw_power_brake_slowdown>
            </clocks_event_reasons>
            <fb_memory_usage><total>81920 MiB</total><reserved>512 MiB</reserved><used>1024 MiB</used><free>80384 MiB</free></fb_memory_usage>
            <utilization><gpu_util>51 %</gpu_util><memory_util>25 %</memory_util><encoder_util>0 %</encoder_util></utilization>
            <temperature><gpu_temp>44 C</gpu_temp><memory_temp>N/A</memory_temp></temperature>
            <gpu_power_readings>
              <power_state>P0</power_state>
              <average_power_draw>230.12 W</average_power_draw>
              <instant_power_draw>221.50 W</instant_power_draw>
              <current_power_limit>{currentLimit}</current_power_limit>
              <requested_power_limit>400.00 W</requested_power_limit>
              <default_power_limit>400.00 W</default_power_limit>
              <min_power_limit>100.00 W</min_power_limit>
              <max_power_limit>400.00 W</max_power_limit>
            </gpu_power_readings>
            <clocks><graphics_clock>1395 MHz</graphics_clock><sm_clock>1395 MHz</sm_clock><mem_clock>1593 MHz</mem_clock><video_clock>1275 MHz</video_clock></clocks>
            <max_clocks><graphics_clock>1410 MHz</graphics_clock><sm_clock>1410 MHz</sm_clock><mem_clock>1593 MHz</mem_clock></max_clocks>
          </gpu>
        </nvidia_smi_log>
        """;
}
