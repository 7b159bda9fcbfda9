using PowerActors.Cluster.Sessions;
using PowerActors.Cluster.Tests.Sessions.Support;

namespace PowerActors.Cluster.Tests.Sessions;

public sealed class ArrivalLogTests : IDisposable
{
    private readonly HeardLog _log = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 1)]
    [InlineData(52, 1)]
    public void Tell_ManyThatCameAndWent_IsFewLines(int count, int lines)
    {
        ArrivalLog arrivals = new(_log.CreateLogger(""), () => count, 52);
        for (int i = 1; i <= count; i++)
            arrivals.Joined($"server-{i}", "127.0.0.1", 8, "1.0");
        arrivals.Tell();
        _log.Lines.Count.ShouldBe(lines);
        _log.Lines[0].ShouldBe(count > ArrivalLog.Few
            ? $"{count} agents connected, that of server-1 first; {count} of 52 servers have one"
            : "agent of server-1 connected from 127.0.0.1 (8 GPUs, agent 1.0)");
        for (int i = 1; i <= count; i++)
            arrivals.Left($"server-{i}", "closed");
        arrivals.Tell();
        arrivals.Tell();
        _log.Lines.Count.ShouldBe(2 * lines);
    }

    [Fact]
    public void Left_ForMoreReasonsThanAreKept_StaysFewLines()
    {
        ArrivalLog arrivals = new(_log.CreateLogger(""), static () => 0, 52);
        for (int i = 0; i < 1000; i++)
            arrivals.Left("server", $"reason {i}");
        arrivals.Tell();
        _log.Lines.Count.ShouldBeLessThan(20);
    }

    public void Dispose() => _log.Dispose();
}
