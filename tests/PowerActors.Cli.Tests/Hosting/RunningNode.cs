using System.Diagnostics;

namespace PowerActors.Cli.Tests.Hosting;

/// <summary><c>poweractors run</c> as a process of its own, in a folder of its own.</summary>
internal sealed class RunningNode : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);
    private readonly string _folder;
    private readonly List<string> _log = [];
    private readonly ManualResetEventSlim _listens = new();
    private Process _process = null!;

    public RunningNode(string folder, params string[] args)
    {
        _folder = folder;
        Start(args);
    }

    public string Address { get; private set; } = "";

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    /// <summary>Starts it again, on the same journal.</summary>
    public void Start(params string[] args)
    {
        _listens.Reset();
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "poweractors.dll"), "run", .. args])
        {
            WorkingDirectory = _folder, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Heard(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        if (!_listens.Wait(Hang))
            throw new ShouldAssertException("it does not listen: " + string.Join('\n', Log));
    }

    /// <summary>Sends a signal and answers the exit code.</summary>
    public int End(string signal)
    {
        using Process kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
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
        _listens.Dispose();
    }

    private void Heard(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.Add(line);
        const string Listening = "listening on ";
        if (!line.StartsWith(Listening, StringComparison.Ordinal))
            return;
        Address = line[Listening.Length..].Split(' ')[0];
        _listens.Set();
    }
}
