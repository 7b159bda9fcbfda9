using System.CommandLine;
using PowerActors.Cli.Output;
using PowerActors.Devices.Nvml;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors gpus</c>: what NVML sees on this host. Reads only, and needs no privileges.</summary>
internal static class GpusCommand
{
    public static Command Create(CommandIo io)
    {
        Option<bool> json = new("--json") { Description = "Write JSON to standard output, with nvidia-smi's names." };
        Option<string?> library = new("--library")
        {
            Description = "NVIDIA's management library; without it the one in POWERACTORS_NVML_LIBRARY, or the system's.", HelpName = "FILE",
        };
        Command command = new("gpus", """
            Shows this host's NVIDIA GPUs as NVML tells them: power drawn, requested and enforced, clocks, ranges, health, and what should be put right. Changes nothing.

            Example:
              poweractors gpus --json
            """);
        command.Add(library);
        command.Add(json);
        command.SetAction(result => Show(result.GetValue(library), result.GetValue(json), io));
        return command;
    }

    private static int Show(string? library, bool json, CommandIo io)
    {
        NvmlInventory host;
        try
        {
            host = NvmlInventory.Read(library);
        }
        catch (NvmlException e)
        {
            io.Error.WriteLine($"{CommandLine.Name}: {e.Message}");
            return ExitCode.No;
        }

        if (json)
            GpusJson.Write(host, io.Out);
        else if (host.Gpus.Count > 0)
            GpusTable.Write(host, io.Out);
        if (host.Gpus.Count > 0)
            return ExitCode.Done;
        io.Error.WriteLine($"{CommandLine.Name}: driver {host.DriverVersion ?? "of an unknown version"} is loaded but sees no GPU; `lspci | grep -i nvidia` shows whether there is one, `dmesg` why it was left out");
        return ExitCode.No;
    }
}
