using PowerActors.Simulation.Results;

namespace PowerActors.Simulation.Tests.Results;

public class DecisionDigestTests
{
    [Fact]
    public void ToString_OfAKnownStream_IsTheSameOnEveryMachine()
    {
        DecisionDigest digest = new();
        digest.Add(1L);
        digest.Add(.5);
        digest.Add("T1");
        digest.ToString().ShouldBe(Expected());

        // Computed here by the definition, word by word, rather than pasted from a run.
        static string Expected()
        {
            ulong hash = 14695981039346656037;
            foreach (ulong word in new ulong[] { 1, 0x3FE0000000000000, 'T', '1' })
            {
                ulong mixed = unchecked((hash ^ word) * 1099511628211);
                hash = (mixed << 23) | (mixed >> 41);
            }

            hash = unchecked((hash ^ (hash >> 33)) * 0xff51afd7ed558ccd);
            hash = unchecked((hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53);
            return (hash ^ (hash >> 33)).ToString("x16");
        }
    }

    [Fact]
    public void Add_InAnotherOrder_GivesAnotherDigest()
    {
        DecisionDigest first = new(), second = new();
        first.Add(1L);
        first.Add(2L);
        second.Add(2L);
        second.Add(1L);
        first.ToString().ShouldNotBe(second.ToString());
    }
}
