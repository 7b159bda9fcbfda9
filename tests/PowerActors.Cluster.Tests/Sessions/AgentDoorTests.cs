using System.Net.Http.Headers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using PowerActors.Cluster.Sessions;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Wire;
using PowerActors.Wire.Mapping;
using PowerActors.Wire.Protocol;
using PowerActors.Wire.Transport;

namespace PowerActors.Cluster.Tests.Sessions;

/// <summary>Who is let in, and what becomes of those who misbehave.</summary>
public class AgentDoorTests
{
    [Fact]
    public async Task Connection_WithoutCredentials_IsRefused()
    {
        await using TestNode node = await TestNode.StartAsync(authenticator: new Tokens());
        await using TestAgent stranger = new(node.Url, TestSite.Server(1, 1));
        await Wait.Until(() => stranger.Log.Warnings.Any(static line => line.Contains("401", StringComparison.Ordinal)), "the agent says so");
        node.Hub.Sessions.ShouldBe(0);
        node.Log.Warnings.Count(static line => line.Contains("no valid credentials", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Agent_ThatSpeaksForAnotherServer_IsRefused()
    {
        await using TestNode node = await TestNode.StartAsync(authenticator: new Tokens());
        await using TestAgent thief = new(node.Url, TestSite.Server(1, 2), options: static options => options with { Token = static () => "of server 1" });
        await Wait.Until(() => thief.Log.Warnings.Any(static line => line.Contains("server-1 may not speak for 'site/row/rack-1/server-2'", StringComparison.Ordinal)), "it is refused");
        await using TestAgent honest = new(node.Url, path: "", options: static options => options with { Token = static () => "of server 1" });
        await Wait.Until(() => node.Link(TestSite.Server(1, 1)).Reports > 0, "the one that names no server speaks for its own");
        node.Link(TestSite.Server(1, 2)).Connected.ShouldBeFalse();
        thief.Noted.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Agent_OfAServerThatIsNotThere_IsRefusedWithTheReason()
    {
        await using TestNode node = await TestNode.StartAsync();
        await using TestAgent lost = new(node.Url, "site/row/rack-9/server-9");
        await Wait.Until(() => lost.Log.Warnings.Any(static line => line.Contains("no server 'site/row/rack-9/server-9' in the topology", StringComparison.Ordinal)), "it is refused");
        await Wait.Until(() => node.Log.Warnings.Any(static line => line.Contains("rack-9", StringComparison.Ordinal)), "the node says so");
        node.Hub.Sessions.ShouldBe(0);
    }

    [Fact]
    public async Task Hello_WithOtherGpusThanPlanned_IsRefused()
    {
        await using TestNode node = await TestNode.StartAsync();
        using ClientWebSocket socket = await OpenAsync(node);
        (await HelloAsync(socket, Kind(count: 8))).Refused.Reason.ShouldBe("8 GPUs in site/row/rack-1/server-1; the topology has a test with 4 there");
        (await HelloAsync(socket, Kind(tdp: 700))).Refused.Reason.ShouldContain("of 700 W in site/row/rack-1/server-1; the topology reckons with");
        (await HelloAsync(socket, Kind(tdp: double.NaN))).Refused.Reason.ShouldContain("NaN");
        (await HelloAsync(socket, Kind())).Welcome.Path.ShouldBe(TestSite.Server(1, 1));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(1e9)]
    public async Task Report_OfAbsurdNumbers_IsIgnoredWithOneLine(double watts)
    {
        await using TestNode node = await TestNode.StartAsync();
        using ClientWebSocket socket = await OpenAsync(node);
        await HelloAsync(socket, Kind());
        for (int i = 1; i <= 20; i++)
        {
            Report report = new() { Sequence = i, ReadAtUs = i * 1000, PowerWatts = watts };
            report.Watts.Add([60, 60, 60, 60]);
            report.ClockMhz.Add([1410, 1410, 1410, 1410]);
            report.State.Add([0, 0, 0, 0]);
            await SendAsync(socket, new Frame { Handle = 1, Report = report });
        }

        await Wait.Until(() => node.Link(TestSite.Server(1, 1)).RefusedReports == 20, "all are refused");
        node.Link(TestSite.Server(1, 1)).Connected.ShouldBeTrue();
        node.Telemetry(TestSite.Server(1, 1)).ShouldBeNull();
        node.Log.Warnings.Count(static line => line.StartsWith("report of", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Garbage_InAFlood_LeavesTheNodeAliveWithOneLine()
    {
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 12_000));
        await using TestAgent agent = new(node.Url, TestSite.Server(1, 1));
        await Wait.Until(() => agent.IsConnected, "an honest agent is connected");
        Random random = new(5);
        byte[] garbage = new byte[4096];
        for (int connection = 0; connection < 50; connection++)
        {
            using ClientWebSocket socket = await OpenAsync(node);
            try
            {
                for (int frame = 0; frame < 20; frame++)
                {
                    random.NextBytes(garbage);
                    await socket.SendAsync(garbage.AsMemory(0, random.Next(1, garbage.Length)), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
                }
            }
            catch (Exception exception) when (exception is WebSocketException or IOException)
            {
                // Thrown out, as it should be.
            }
        }

        long before = node.Link(TestSite.Server(1, 1)).Reports;
        await Wait.Until(() => node.Link(TestSite.Server(1, 1)).Reports > before + 3, "the honest agent goes on");
        await Wait.Until(() => node.Hub.Connections == 1, "the others are gone");
        node.Log.Warnings.Count(static line => line.StartsWith("connection from", StringComparison.Ordinal)).ShouldBe(1);
        node.Laws.Violations.ShouldBeEmpty();
    }

    /// <summary>Frames that were meant well but for a few bytes, to a session that stands: each either counts as what it says or ends its connection.</summary>
    [Fact]
    public async Task Frames_TenThousandSpoiltOnesToStandingSessions_LeaveTheNodeAlive()
    {
        await using TestNode node = await TestNode.StartAsync(TestSite.Plan(rowLimit: 12_000), options: new AgentHubOptions { FrameBurst = 100_000 });
        await using TestAgent agent = new(node.Url, TestSite.Server(1, 2));
        await Wait.Until(() => agent.IsConnected, "an honest agent is connected");
        Random random = new(11);
        int sent = 0, connections = 0;
        while (sent < 10_000)
        {
            connections++;
            using ClientWebSocket socket = await OpenAsync(node);
            await HelloAsync(socket, Kind());
            try
            {
                for (int i = 0; i < 200 && socket.State == WebSocketState.Open; i++, sent++)
                {
                    byte[] frame = Spoil(random, random.Next(4) switch
                    {
                        0 => new Frame { Handle = 1, Hello = HelloMapping.ToWire(new AgentGreeting(TestSite.Server(1, 1), "test", [Kind()], ["meter"], default)) },
                        1 => new Frame { Handle = 1, Notice = new Notice { Kind = NoticeKind.NoticeDrift, Gpu = 1, Detail = "spoilt" } },
                        2 => new Frame { Ping = new Ping { Token = 7 } },
                        _ => new Frame { Handle = 1, Report = Reported(sent) },
                    });
                    await socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
                }
            }
            catch (Exception exception) when (exception is WebSocketException or IOException)
            {
                // Thrown out, as it should be.
            }
        }

        connections.ShouldBeGreaterThan(50, "spoilt frames do end connections");
        long before = node.Link(TestSite.Server(1, 2)).Reports;
        await Wait.Until(() => node.Link(TestSite.Server(1, 2)).Reports > before + 3, "the honest agent goes on");
        node.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Frames_MoreThanAnAgentSends_EndTheConnection()
    {
        await using TestNode node = await TestNode.StartAsync(options: new AgentHubOptions { FrameBurst = 16, FramesPerPeriod = 1 });
        using ClientWebSocket socket = await OpenAsync(node);
        await HelloAsync(socket, Kind());
        try
        {
            for (int i = 0; i < 100_000 && socket.State == WebSocketState.Open; i++)
                await SendAsync(socket, new Frame { Ping = new Ping { Token = 1 } });
        }
        catch (Exception exception) when (exception is WebSocketException or IOException)
        {
            // Thrown out, as it should be.
        }

        await Wait.Until(() => node.Hub.Connections == 0, "it is gone");
        node.Log.Warnings.ShouldContain(static line => line.Contains("more frames than an agent sends", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Frame_LargerThanTheLimit_EndsTheConnection()
    {
        await using TestNode node = await TestNode.StartAsync();
        using ClientWebSocket socket = await OpenAsync(node);
        try
        {
            await socket.SendAsync(new byte[1 << 20], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException)
        {
            // Thrown out before it was through.
        }

        await Wait.Until(() => node.Log.Warnings.Any(static line => line.Contains("a frame of more than 65536 bytes", StringComparison.Ordinal)), "it is thrown out");
    }

    [Fact]
    public async Task Request_ThatIsNoWebSocket_IsToldWhatIsWanted()
    {
        await using TestNode node = await TestNode.StartAsync();
        using HttpClient client = new();
        using HttpResponseMessage response = await client.GetAsync(new Uri($"http://127.0.0.1:{node.Port}/agents/v1"));
        ((int)response.StatusCode).ShouldBe(StatusCodes.Status426UpgradeRequired);
    }

    private static Report Reported(int sequence)
    {
        Report report = new() { Sequence = sequence + 1, ReadAtUs = (sequence + 1) * 1000L, PowerWatts = 700 };
        report.Watts.Add([60, 60, 60, 60]);
        report.ClockMhz.Add([1410, 1410, 1410, 1410]);
        report.State.Add([0, 0, 0, 0]);
        return report;
    }

    private static byte[] Spoil(Random random, Frame frame)
    {
        byte[] buffer = FrameCodec.Write(frame, out int length);
        byte[] spoilt = buffer[..length];
        for (int i = random.Next(1, 4); i > 0; i--)
            spoilt[random.Next(spoilt.Length)] = (byte)random.Next(256);
        return random.Next(8) == 0 ? spoilt[..random.Next(1, spoilt.Length + 1)] : spoilt;
    }

    private static async Task<ClientWebSocket> OpenAsync(TestNode node)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(node.Url, CancellationToken.None);
        return socket;
    }

    private static async Task<Frame> HelloAsync(ClientWebSocket socket, Wire.Mapping.GpuKind kind)
    {
        AgentGreeting greeting = new(TestSite.Server(1, 1), "test", [kind], [], default);
        await SendAsync(socket, new Frame { Handle = 1, Hello = HelloMapping.ToWire(greeting) });
        using FrameReceiver receiver = new(socket);
        while (true)
        {
            Received received = await receiver.ReceiveAsync(CancellationToken.None);
            received.Status.ShouldBe(ReceiveStatus.Frame);
            FrameCodec.TryRead(received.Bytes.Span, out Frame? frame, out _).ShouldBeTrue();
            if (frame!.BodyCase is Frame.BodyOneofCase.Welcome or Frame.BodyOneofCase.Refused)
                return frame;
        }
    }

    private static async Task SendAsync(ClientWebSocket socket, Frame frame)
    {
        byte[] buffer = FrameCodec.Write(frame, out int length);
        await socket.SendAsync(buffer.AsMemory(0, length), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
    }

    private static Wire.Mapping.GpuKind Kind(int count = 4, double tdp = 400) =>
        new("A100-SXM4-80GB", count, new Core.Units.Watts(tdp), new Core.Units.Watts(100), new Core.Units.Megahertz(210), new Core.Units.Megahertz(1410), new Core.Units.Megahertz(15));

    /// <summary>One token, for one server.</summary>
    private sealed class Tokens : IAgentAuthenticator
    {
        public ValueTask<AgentIdentity?> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
        {
            bool known = AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out AuthenticationHeaderValue? header) && header is { Scheme: "Bearer", Parameter: "of server 1" };
            return ValueTask.FromResult(known ? new AgentIdentity("server-1", new HashSet<string>(StringComparer.Ordinal) { TestSite.Server(1, 1) }) : null);
        }
    }
}
