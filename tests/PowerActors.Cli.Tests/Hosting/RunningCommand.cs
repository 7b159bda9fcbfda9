using System.Diagnostics;
using System.Globalization;

namespace PowerActors.Cli.Tests.Hosting;

/// <summary><c>poweractors</c> as a process of its own, in a folder of its own.</summary>
internal class RunningCommand : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);
    private readonly string _folder;
    private readonly string _command;
    private readonly string _begins;
    private readonly List<string> _log = [];
    private readonly ManualResetEventSlim _hasBegun = new();
    private Process _process = null!;

    /// <summary>Starts it and waits for a line.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="command">The command.</param>
    /// <param name="begins">What the line that says it has started begins with.</param>
    /// <param name="args">The command's arguments.</param>
    protected RunningCommand(string folder, string command, string begins, IReadOnlyList<string> args)
    {
        _folder = folder;
        _command = command;
        _begins = begins;
        Start([.. args]);
    }

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    /// <summary>Starts it again, in the same folder.</summary>
    public void Start(params string[] args)
    {
        _hasBegun.Reset();
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "poweractors.dll"), _command, .. args])
        {
            WorkingDirectory = _folder, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Heard(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        if (!_hasBegun.Wait(Hang))
            throw new ShouldAssertException($"no line '{_begins}': " + string.Join('\n', Log));
    }

    /// <summary>Sends a signal and answers the exit code.</summary>
    public int End(string signal)
    {
        using Process kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        _process.WaitForExit(Hang).ShouldBeTrue();
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _hasBegun.Dispose();
    }

    /// <summary>The line that it has started.</summary>
    protected virtual void Begun(string line)
    {
    }

    private void Heard(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.Add(line);
        if (!line.StartsWith(_begins, StringComparison.Ordinal))
            return;
        Begun(line);
        _hasBegun.Set();
    }
}

/// <summary><c>poweractors agent</c>.</summary>
internal sealed class RunningAgent(string folder, params string[] args) : RunningCommand(folder, "agent", "guards ", args);
