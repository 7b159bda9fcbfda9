using System.Diagnostics;
using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests;

/// <summary>The real process: its streams and exit codes.</summary>
public sealed class ProcessTests
{
    [Fact]
    public void Process_ConfigShow_WritesResultsAndExitsZero()
    {
        (int code, string output, string error) = Start("config", "show", "policy");
        (code, error).ShouldBe((ExitCode.Done, ""));
        output.ShouldStartWith("policy  polca  built-in:reference.conf:");
    }

    [Fact]
    public void Process_BadInput_ExitsTwoWithoutAStackTrace()
    {
        (int code, string output, string error) = Start("topology", "check", "--set", "policy=polka");
        (code, output).ShouldBe((ExitCode.BadInput, ""));
        error.ReplaceLineEndings("\n").ShouldBe("--set: policy is the unknown ladder 'polka'; did you mean 'polca'?\n");
    }

    [Fact]
    public void Process_ReaderGone_SaysNothing()
    {
        using Process process = Create("config", "show");
        process.Start();
        process.StandardOutput.Close();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        error.ShouldBeEmpty();
    }

    [Fact]
    public void Process_Interrupted_ExitsWith130()
    {
        if (OperatingSystem.IsWindows())
            return; // No signals between processes there.
        using Process process = Create("simulate", "--duration", "26w");
        if (OperatingSystem.IsLinux())
        {
            // Where the tests run in a shell's background, the signal is ignored by inheritance, and a program leaves it so.
            process.StartInfo.ArgumentList.Insert(0, process.StartInfo.FileName);
            process.StartInfo.ArgumentList.Insert(0, "--default-signal=INT");
            process.StartInfo.FileName = "env";
        }

        process.Start();
        if (OperatingSystem.IsLinux())
            SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{process.Id}/comm").Trim() == "dotnet", TimeSpan.FromSeconds(30)).ShouldBeTrue("env has made way for the program");
        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString()]);
        kill.WaitForExit();
        bool hasEnded = process.WaitForExit(TimeSpan.FromSeconds(60));
        if (!hasEnded)
            process.Kill(); // It would simulate for hours beside whatever comes next.
        hasEnded.ShouldBeTrue();
        process.ExitCode.ShouldBe(ExitCode.Interrupted);
    }

    private static (int Code, string Out, string Error) Start(params string[] args)
    {
        using Process process = Create(args);
        process.Start();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult(), error);
    }

    private static Process Create(params string[] args)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "poweractors.dll"));
        foreach (string arg in args)
            start.ArgumentList.Add(arg);
        return new Process { StartInfo = start };
    }
}
