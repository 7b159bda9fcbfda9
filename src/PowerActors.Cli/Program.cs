using System.Runtime.InteropServices;
using System.Text;
using PowerActors.Cli.Commands;
using PowerActors.Cli.Settings;

namespace PowerActors.Cli;

/// <summary>The process around a command: its streams, its interruption, its last resort.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        using CancellationTokenSource interrupted = new();
        Console.CancelKeyPress += (_, press) =>
        {
            // The first asks the command to stop at a good moment; a second one ends the process at once.
            press.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        };
        using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        });
        using StreamWriter output = new(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 14);
        using StreamWriter error = new(Console.OpenStandardError(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 10) { AutoFlush = true };
        try
        {
            int code = CommandLine.Run(args, new CommandIo(output, error, EnvironmentOverrides.OfProcess(), interrupted.Token));
            output.Flush();
            return code;
        }
        catch (IOException e) when (IsBrokenPipe(e))
        {
            // Whoever read the output has read enough.
            return ExitCode.Done;
        }
#pragma warning disable CA1031 // The last resort: a user is told one line, not a stack trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            error.WriteLine($"{CommandLine.Name}: internal error: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
            if (Environment.GetEnvironmentVariable("POWERACTORS_TRACE") == "1")
                error.WriteLine(e);
            return ExitCode.Internal;
        }
    }

    private static bool IsBrokenPipe(IOException exception) => exception.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);
}
