using PowerActors.Cluster.Sessions;

namespace PowerActors.Cluster.Tests.Sessions;

public class ComplaintsTests
{
    [Fact]
    public void LetThrough_SameComplaint_OnceInAWhileWithTheCount()
    {
        Complaints complaints = new(TimeSpan.FromMinutes(1));
        complaints.LetThrough("a", TimeSpan.Zero, out long heldBack).ShouldBeTrue();
        heldBack.ShouldBe(0);
        for (int i = 0; i < 5; i++)
            complaints.LetThrough("a", TimeSpan.FromSeconds(59), out _).ShouldBeFalse();
        complaints.LetThrough("b", TimeSpan.FromSeconds(59), out _).ShouldBeTrue();
        complaints.LetThrough("a", TimeSpan.FromSeconds(60), out heldBack).ShouldBeTrue();
        heldBack.ShouldBe(5);
    }

    [Fact]
    public void LetThrough_EndlesslyManyPeers_KeepsItsMemoryBounded()
    {
        Complaints complaints = new(TimeSpan.FromMinutes(1));
        int let = Enumerable.Range(0, 100_000).Count(i => complaints.LetThrough($"peer {i}", TimeSpan.Zero, out _));
        let.ShouldBe(4097);
    }
}
