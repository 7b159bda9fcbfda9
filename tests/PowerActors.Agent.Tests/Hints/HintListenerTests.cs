using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using PowerActors.Agent.Hints;
using PowerActors.Core.Energy.Phases;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Agent.Tests.Hints;

/// <summary>Real sockets and real time; phases are long against a change that takes no time.</summary>
public sealed class HintListenerTests : IDisposable
{
    private static readonly PhasePlan Plan = new(
        Megahertz.Unlimited, [new("forward", Megahertz.Unlimited, 10, 4000, 10, 4000), new("decode", new Megahertz(900), 30.2, 5000, 30, 9000)]);

    private readonly string _folder = Directory.CreateTempSubdirectory("hints-").FullName;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<HintStanding> _heard = [];

    private HintListener? _last;

    private string SocketPath => Path.Combine(_folder, "s");

    [Fact]
    public async Task Phase_Hinted_SetsItsClockAndItsEndFreesIt()
    {
        using HintListener listener = Listen();
        using Client client = new(SocketPath);
        client.Send("hints 1 gpus=1,2\n").ShouldBe("ok 1 forward decode\n");
        client.Send("phase decode\nping\n").ShouldBe("pong\n");
        HintStanding standing = await Until(static standing => standing.Ceiling == new Megahertz(900));
        (standing.Phase, standing.For(0), standing.For(1)).ShouldBe(("decode", Megahertz.Unlimited, new Megahertz(900)));
        standing.Gpus.ShouldBe([false, true, true, false]);
        client.Send("phase forward\nping\n");
        (await Until(static standing => standing.Phase == "forward")).Ceiling.ShouldBe(Megahertz.Unlimited);
    }

    [PythonFact]
    public async Task ExampleClient_TakesTurnsBetweenPhases_AndItsHintsEndWithIt()
    {
        using HintListener listener = Listen();
        using Process client = Process.Start(new ProcessStartInfo("python3", [Path.Combine(RepositoryRoot(), "docs", "examples", "phase_hints.py"), SocketPath, "decode=0.2", "forward=0.2"])
        {
            RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        try
        {
            (await client.StandardOutput.ReadLineAsync()).ShouldBe("agent answers: ok 1 forward decode");
            await Until(static standing => standing.Phase == "decode" && standing.Ceiling == new Megahertz(900));
            await Until(static standing => standing.Phase == "forward" && standing.Ceiling == Megahertz.Unlimited);
        }
        finally
        {
            client.Kill();
        }

        await client.WaitForExitAsync();
        await Until(static standing => standing.Phase.Length == 0 && standing.Gpus.All(static named => !named));
    }

    [Fact]
    public async Task Process_ThatIsGone_HasNoHintsAnyMore()
    {
        using HintListener listener = Listen();
        Client client = new(SocketPath);
        client.Send("hints 1\nphase decode\nping\n");
        await Until(static standing => standing.Ceiling == new Megahertz(900));
        client.Dispose();
        HintStanding last = await Until(static standing => standing.Ceiling == Megahertz.Unlimited && standing.Gpus.All(static named => !named));
        last.Phase.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("phase decode\n", "error the first line must be hints 1\n")]
    [InlineData("hints 2\n", "error version 1 of the protocol is spoken here; write hints 1\n")]
    [InlineData("hints 1 gpus=4\n", "error gpus names '4'; this server has 0 to 3\n")]
    [InlineData("hints 1 gpus=\n", "error gpus names ''; this server has 0 to 3\n")]
    [InlineData("GET / HTTP/1.1\n", "error the first line must be hints 1\n")]
    public void FirstLine_ThatIsNone_IsRefusedWithAReason(string line, string expected)
    {
        using HintListener listener = Listen();
        using Client client = new(SocketPath);
        client.Send(line).ShouldBe(expected);
        client.Receive().ShouldBeEmpty("the connection is closed");
    }

    [Theory]
    [InlineData("faze decode\n")]
    [InlineData("phase \n")]
    [InlineData("phase a b\n")]
    [InlineData("hints 1\n")]
    public void Line_ThatIsNone_EndsTheConnection(string line)
    {
        using HintListener listener = Listen();
        using Client client = new(SocketPath);
        client.Send("hints 1\n");
        client.Send(line).ShouldBe("error a line that is neither phase NAME nor end nor ping\n");
    }

    [Fact]
    public void Line_TooLong_EndsTheConnection()
    {
        using HintListener listener = Listen();
        using Client client = new(SocketPath);
        client.Send("hints 1\n");
        client.Send(new string('x', 5000)).ShouldStartWith("error a line of more than 256 bytes");
    }

    [Fact]
    public async Task Flood_OfHints_CountsAsAnUnknownPhaseAndChangesFewClocks()
    {
        using HintListener listener = Listen(hintsPerSecond: 100);
        using Client client = new(SocketPath);
        client.Send("hints 1\n");
        string lines = string.Concat(Enumerable.Repeat("phase decode\nphase forward\n", 5000));
        for (int i = 0; i < 20; i++)
            client.Write(lines);
        HintStanding standing = await Until(static standing => standing.Phase == "?", say: false);
        standing.Ceiling.ShouldBe(Megahertz.Unlimited);
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        client.Send("ping\n").ShouldBe("pong\n"); // Lines that were not listened to are gone; the connection is not.
        _heard.Count.ShouldBeLessThan(200);
    }

    [Fact]
    public void Socket_ThatADeadAgentLeft_IsReplaced()
    {
        using (Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(SocketPath));
        }

        if (!File.Exists(SocketPath))
            return;
        using HintListener listener = Listen();
        using Client client = new(SocketPath);
        client.Send("hints 1\n").ShouldStartWith("ok");
    }

    [Fact]
    public void Socket_OfAnotherAgent_OrAFile_IsLeftAlone()
    {
        using (Listen())
            Should.Throw<IOException>(Listen2).Message.ShouldEndWith("is in use by another agent");
        File.WriteAllText(SocketPath, "mine");
        Should.Throw<IOException>(Listen2).Message.ShouldContain("is there and is no socket of an agent");
        File.ReadAllText(SocketPath).ShouldBe("mine");

        void Listen2() => Listen().Dispose();
    }

    [Fact]
    public void Socket_HasThePermissionsAndGroupThatWereAskedFor()
    {
        if (OperatingSystem.IsWindows())
            return;
        using HintListener listener = Listen(mode: UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, group: Environment.UserName == "root" ? "daemon" : null);
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%a %G", SocketPath]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string[] said = stat.StandardOutput.ReadToEnd().Trim().Split(' ');
        said[0].ShouldBe("660");
        if (Environment.UserName == "root")
            said[1].ShouldBe("daemon");
        Should.Throw<IOException>(() => Listen(group: "no-such-group", name: "t")).Message.ShouldEndWith("there is no group 'no-such-group'");
    }

    [Fact]
    public void Process_TooMany_IsRefused()
    {
        using HintListener listener = Listen(connections: 1);
        using Client first = new(SocketPath);
        first.Send("hints 1\n");
        using Client second = new(SocketPath);
        second.Receive().ShouldBe("error too many connections\n");
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "PowerActors.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests do not stand in the repository");
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private HintListener Listen(int hintsPerSecond = 1000, int connections = 64, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, string? group = null, string name = "s")
    {
        HintOptions options = new()
        {
            Socket = Path.Combine(_folder, name),
            Mode = mode,
            Group = group,
            Plan = Plan,
            Settings = new PhaseSettings { SwitchTime = TimeSpan.FromMicroseconds(10), Settle = TimeSpan.Zero, Linger = TimeSpan.Zero },
            HintsPerSecond = hintsPerSecond,
            MostConnections = connections,
        };
        HintListener listener = new(options, [.. Enumerable.Repeat(GpuCatalog.A100Sxm80, 4)], TimeProvider.System, _heard.Enqueue, NullLogger.Instance);
        _last = listener;
        _ = Task.Run(() => listener.RunAsync(_stopping.Token));
        return listener;
    }

    private async Task<HintStanding> Until(Func<HintStanding, bool> condition, bool say = true)
    {
        for (int i = 0; i < 3000; i++)
        {
            if (_heard.FirstOrDefault(condition) is { } found)
                return found;
            if (_last?.Standing is { } standing && condition(standing))
                return standing;
            await Task.Delay(10);
        }

        throw new ShouldAssertException(say ? string.Join('\n', _heard) : "waited in vain");
    }

    private sealed class Client : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 30_000, SendTimeout = 30_000 };

        public Client(string path) => _socket.Connect(new UnixDomainSocketEndPoint(path));

        public void Write(string text) => _socket.Send(Encoding.ASCII.GetBytes(text));

        public string Send(string text)
        {
            Write(text);
            return Receive();
        }

        public string Receive()
        {
            byte[] bytes = new byte[4096];
            try
            {
                return Encoding.ASCII.GetString(bytes, 0, _socket.Receive(bytes));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                return "";
            }
        }

        public void Dispose() => _socket.Dispose();
    }
}
