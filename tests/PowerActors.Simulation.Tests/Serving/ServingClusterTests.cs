using PowerActors.Core.Control;
using PowerActors.Core.Hardware;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Tests.Serving;

public class ServingClusterTests
{
    private static long Prompt(int tokens) => (long)(TestLoads.Bloom.PromptTicks(tokens) + 0.5);

    private static long Mixed(int tokens) => (long)((TestLoads.Bloom.PromptTicks(tokens) * 1.1) + 0.5);

    private static long Decode(int requests) => (long)(TestLoads.Bloom.DecodeTicks(requests) + 0.5);

    [Fact]
    public void RunToEnd_OneRequestAlone_TakesPromptAndATokenEach()
    {
        ServingCluster cluster = TestLoads.Run([TestLoads.Request(1, 1024, 11)]);

        cluster.Latencies.FirstTokenSeconds[0].ShouldBe(Prompt(1024) * 1e-7f, 1e-6f);
        cluster.Latencies.ResponseSeconds[0].ShouldBe((Prompt(1024) + (10 * Decode(1))) * 1e-7f, 1e-6f);
        cluster.Latencies.SecondsBetweenTokens[0].ShouldBe(10 * Decode(1) * 1e-7f / 11, 1e-7f);
        cluster.Counts.Runs.ShouldBe(2); // ten decode iterations are one event
        cluster.Counts.Iterations.ShouldBe(11);
        cluster.Events.ShouldBe(3);
    }

    [Fact]
    public void Arrive_Consolidating_FillsAServerBeforeItWakesAnother()
    {
        ServingCluster cluster = TestLoads.Cluster(
            [.. Enumerable.Range(0, 7).Select(i => TestLoads.Request(i * .001, 100, 500))], servers: 3, options: new ServingOptions { RequestsPerWokenServer = 2 });
        int[][] expected = [[1, 0, 0], [2, 0, 0], [2, 1, 0], [2, 2, 0], [2, 2, 1], [2, 2, 2]];
        for (int i = 0; i < expected.Length; i++)
        {
            cluster.AdvanceTo((long)(i * .001 * TestLoads.Second));
            Held(cluster).ShouldBe(expected[i]);
        }

        // All are full: the one with the least to do takes the seventh, which is any one more than its fill.
        cluster.AdvanceTo((long)(.006 * TestLoads.Second));
        Held(cluster).Order().ShouldBe([2, 2, 3]);

        static int[] Held(ServingCluster cluster) => [.. Enumerable.Range(0, 3).Select(i => cluster.State(i).Running + cluster.State(i).Waiting)];
    }

    [Fact]
    public void Arrive_ConsolidatingWithOneServerDark_LeavesItOut()
    {
        ServingCluster cluster = TestLoads.Cluster([TestLoads.Request(1, 100, 500)], servers: 2, options: new ServingOptions { RequestsPerWokenServer = 2 });
        cluster.PowerOff(0, 0);
        cluster.AdvanceTo(2 * TestLoads.Second);
        cluster.State(1).Running.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void RunToEnd_AnswerOfOneTokenOrNone_EndsWithItsPrompt(int output)
    {
        ServingCluster cluster = TestLoads.Run([TestLoads.Request(0, 500, output)]);

        cluster.Latencies.ResponseSeconds[0].ShouldBe(cluster.Latencies.FirstTokenSeconds[0]);
        cluster.Latencies.SecondsBetweenTokens[0].ShouldBe(float.NaN);
        cluster.Latencies.Summarize().BetweenTokens.Count.ShouldBe(0);
        cluster.State(0).ShouldBe((0, 0, 0L, 0L));
    }

    [Fact]
    public void AdvanceTo_PromptArrivesDuringDecode_JoinsAtTheNextIterationBoundary()
    {
        long start = Prompt(500);
        double arrival = (start + (Decode(1) * 2.5)) / (double)TestLoads.Second;
        ServingCluster cluster = TestLoads.Run([TestLoads.Request(0, 500, 100), TestLoads.Request(arrival, 300, 5)]);

        long boundary = start + (3 * Decode(1));
        long arrivalTicks = (long)(arrival * TestLoads.Second);
        cluster.Latencies.FirstTokenSeconds[1].ShouldBe((boundary + Mixed(301) - arrivalTicks) * 1e-7f, 1e-6f);
        cluster.Counts.LargestBatch.ShouldBe(2);
    }

    [Fact]
    public void AdvanceTo_PromptLongerThanTheBatch_PushesDecodesOut()
    {
        TestHardware hardware = new();
        ServingCluster cluster = TestLoads.Cluster([TestLoads.Request(0, 500, 100), TestLoads.Request(1, 3000, 5)], hardware: [hardware]);
        cluster.RunToEnd();

        hardware.Heard.Select(h => h.Activity).ShouldBe(
        [
            new ServerActivity(InferencePhase.Prompt, 500, 0),
            new ServerActivity(InferencePhase.Decode, 0, 1),
            new ServerActivity(InferencePhase.Prompt, 3000, 0),
            new ServerActivity(InferencePhase.Decode, 0, 2),
            new ServerActivity(InferencePhase.Decode, 0, 1),
            ServerActivity.Idle,
        ]);
    }

    [Fact]
    public void AdvanceTo_StreamOfLongPrompts_DecodeIsPassedOverFourTimesAndThenServed()
    {
        // Prompts of 2048 fill a batch, so no decode fits beside one: it would wait for the end of the stream.
        List<Request> load = [TestLoads.Request(0, 100, 2), .. Enumerable.Range(0, 40).Select(i => TestLoads.Request(0.001 * (i + 1), 2048, 1))];
        TestHardware hardware = new();
        ServingCluster cluster = TestLoads.Cluster(load, hardware: [hardware]);
        cluster.RunToEnd();

        // The prompt that had waited four batches by then takes its own turn, the decode the next one.
        hardware.Heard.Take(3).Select(h => h.Activity).ShouldBe(
            [new ServerActivity(InferencePhase.Prompt, 100, 0), new ServerActivity(InferencePhase.Prompt, 2048, 0), new ServerActivity(InferencePhase.Decode, 0, 1)]);
        cluster.Latencies.ResponseSeconds[0].ShouldBe((Prompt(100) + (4 * Prompt(2048)) + Decode(1)) * 1e-7f, 1e-5f);
        ServingCluster patient = TestLoads.Run(load, options: new ServingOptions { MaxPreemptions = int.MaxValue });
        patient.Latencies.ResponseSeconds[0].ShouldBe((Prompt(100) + (40 * Prompt(2048)) + Decode(1)) * 1e-7f, 1e-5f);
    }

    [Fact]
    public void AdvanceTo_EqualPendingTokens_FirstServerIsTaken()
    {
        ServingCluster cluster = TestLoads.Cluster([TestLoads.Request(0, 100, 10), TestLoads.Request(0, 50, 10), TestLoads.Request(0, 10, 10)], servers: 2);
        cluster.AdvanceTo(0);

        cluster.State(0).PendingTokens.ShouldBe(101);
        cluster.State(1).PendingTokens.ShouldBe(62); // the third went to whom 51 were pending
        cluster.AdvanceTo(Prompt(100));
        cluster.State(0).PendingTokens.ShouldBe(1); // while it decodes a request counts as one
    }

    [Fact]
    public void AdvanceTo_TwoPriorities_EachGoesToItsServers()
    {
        List<Request> load = [TestLoads.Request(0, 100, 10, Priority.Low), TestLoads.Request(0, 100, 10, Priority.Low), TestLoads.Request(0, 100, 10)];
        ServingCluster cluster = new(new ServingOptions(), TestLoads.Bloom, [Priority.High, Priority.Low, Priority.High], new ListLoad(load));
        cluster.AdvanceTo(0);

        cluster.State(0).PendingTokens.ShouldBe(101);
        cluster.State(1).PendingTokens.ShouldBe(202);
        cluster.State(2).PendingTokens.ShouldBe(0);
        cluster.RunToEnd();
        cluster.Latencies.Summarize(Priority.Low).Response.Count.ShouldBe(2);
        cluster.Latencies.Summarize(Priority.High).Response.Count.ShouldBe(1);
    }

    [Fact]
    public void RunToEnd_SingleBatching_ServesInOrderOfArrivalOneAtATime()
    {
        List<Request> load = TestLoads.Random(5, 60, 0.3, 2000, 40);
        ServingCluster cluster = TestLoads.Run(load, options: new ServingOptions { Batching = Batching.Single });

        cluster.Counts.LargestBatch.ShouldBe(1);
        double last = 0;
        for (int i = 0; i < load.Count; i++)
        {
            double end = (load[i].ArrivalTicks * 1e-7) + cluster.Latencies.ResponseSeconds[i];
            end.ShouldBeGreaterThan(last - 1e-4);
            last = end;
        }
    }

    [Fact]
    public void RunToEnd_EqualRequestsThatAreNeverHurried_AreServedFirstComeFirstServed()
    {
        // Same sizes at one overloaded server: nobody who came later gets the first or the last token earlier. (Those passed over too often go ahead in an
        // order of their own, the reference's, which is not that of arrival.)
        List<Request> load = [.. Enumerable.Range(0, 200).Select(i => TestLoads.Request(i * 0.11, 700, 30))];
        ServingCluster cluster = TestLoads.Run(load, options: new ServingOptions { MaxPreemptions = int.MaxValue });

        for (int i = 1; i < load.Count; i++)
        {
            double gap = (load[i].ArrivalTicks - load[i - 1].ArrivalTicks) * 1e-7;
            (gap + cluster.Latencies.FirstTokenSeconds[i] - cluster.Latencies.FirstTokenSeconds[i - 1]).ShouldBeGreaterThan(-1e-4);
            (gap + cluster.Latencies.ResponseSeconds[i] - cluster.Latencies.ResponseSeconds[i - 1]).ShouldBeGreaterThan(-1e-4);
        }
    }

    [Fact]
    public void RunToEnd_SameLoadTwice_GivesTheSame()
    {
        List<Request> load = TestLoads.Random(3, 500, 0.1, 3000, 200);
        ServingCluster first = TestLoads.Run(load, servers: 7);
        ServingCluster second = TestLoads.Run(load, servers: 7);

        second.Latencies.ResponseSeconds.SequenceEqual(first.Latencies.ResponseSeconds).ShouldBeTrue();
        second.Counts.ShouldBe(first.Counts);
    }

    [Fact]
    public void AdvanceTo_InManySteps_EqualsOne()
    {
        List<Request> load = TestLoads.Random(4, 300, 0.1, 3000, 100);
        ServingCluster whole = TestLoads.Run(load, servers: 3);
        ServingCluster steps = TestLoads.Cluster(load, servers: 3);
        for (long tick = 0; !steps.IsDone; tick += 777_777)
            steps.AdvanceTo(tick);

        steps.Latencies.ResponseSeconds.SequenceEqual(whole.Latencies.ResponseSeconds).ShouldBeTrue();
    }

    [Fact]
    public void AdvanceTo_AtEveryMoment_OfferedIsCompletedDroppedOrInFlight()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            List<Request> load = TestLoads.Random(seed, 300, 0.05, 3000, 60);
            ServingOptions options = new() { MaxQueuedRequests = 1 + (seed % 5), KvCapacityTokens = 2500 };
            ServingCluster cluster = TestLoads.Cluster(load, servers: 3, options);
            Random random = new(seed);
            for (long tick = 0; !cluster.IsDone; tick += 3_000_000)
            {
                cluster.AdvanceTo(tick);
                if (random.Next(10) == 0)
                    cluster.PowerOff(random.Next(3), tick);
                if (random.Next(5) == 0)
                    cluster.PowerOn(random.Next(3));
                ServingCounts counts = cluster.Counts;
                (counts.Completed + counts.Dropped + counts.InFlight).ShouldBe(counts.Offered);
                Enumerable.Range(0, 3).Sum(i => cluster.State(i).Running + cluster.State(i).Waiting).ShouldBe((int)counts.InFlight);
            }

            ServingCounts end = cluster.Counts;
            end.Offered.ShouldBe(300);
            end.InFlight.ShouldBe(0);
            end.DroppedTooLong.ShouldBeGreaterThan(0);
            end.DroppedQueueFull.ShouldBeGreaterThan(0);
            cluster.Latencies.Summarize().Response.Count.ShouldBe(end.Completed);
            for (int i = 0; i < 3; i++)
                cluster.State(i).ShouldBe((0, 0, 0L, 0L));
        }
    }

    [Fact]
    public void PowerOff_ServerWithRequests_LosesThemAndGetsNoMore()
    {
        TestHardware hardware = new();
        List<Request> load = [TestLoads.Request(0, 100, 100), TestLoads.Request(1, 100, 10), TestLoads.Request(2, 100, 10), TestLoads.Request(3, 100, 10)];
        ServingCluster cluster = TestLoads.Cluster(load, hardware: [hardware]);
        cluster.AdvanceTo(TestLoads.Second);
        cluster.PowerOff(0, TestLoads.Second);
        cluster.Counts.DroppedPowerLost.ShouldBe(2);
        hardware.Heard[^1].ShouldBe((TestLoads.Second, ServerActivity.Idle));

        cluster.AdvanceTo((long)(2.5 * TestLoads.Second));
        cluster.Counts.DroppedNoServer.ShouldBe(1);
        cluster.PowerOn(0);
        cluster.RunToEnd();
        cluster.Counts.Completed.ShouldBe(1);
        cluster.Latencies.ResponseSeconds[3].ShouldBe((Prompt(100) + (9 * Decode(1))) * 1e-7f, 1e-6f);
    }

    [Fact]
    public void RunToEnd_SlowerClock_NothingIsEarlier()
    {
        List<Request> load = TestLoads.Random(6, 200, 0.5, 3000, 100);
        ServingCluster fast = TestLoads.Run(load);
        TestHardware hardware = new() { PromptSlowdown = 1.4, DecodeSlowdown = 1.1 };
        ServingCluster slow = TestLoads.Cluster(load, hardware: [hardware]);
        slow.RunToEnd();

        slow.Counts.LastCompletion.ShouldBeGreaterThan(fast.Counts.LastCompletion);
        slow.Latencies.Summarize().Response.Mean.ShouldBeGreaterThan(fast.Latencies.Summarize().Response.Mean);
        slow.Latencies.FirstTokenSeconds[0].ShouldBe(fast.Latencies.FirstTokenSeconds[0] * 1.4f, 1e-5f);
    }

    [Fact]
    public void RunToEnd_OneRequestOnSlowerClock_PromptAndDecodeStretchByTheirOwnFactor()
    {
        TestHardware hardware = new() { PromptSlowdown = 2, DecodeSlowdown = 1.25 };
        ServingCluster cluster = TestLoads.Cluster([TestLoads.Request(0, 1024, 5)], hardware: [hardware]);
        cluster.RunToEnd();

        cluster.Latencies.FirstTokenSeconds[0].ShouldBe(2 * Prompt(1024) * 1e-7f, 1e-6f);
        cluster.Latencies.ResponseSeconds[0].ShouldBe(((2 * Prompt(1024)) + (4 * 1.25f * Decode(1))) * 1e-7f, 1e-6f);
    }

    [Fact]
    public void OnClockChanged_MidIteration_OnlyTheRemainingShareStretches()
    {
        TestHardware hardware = new();
        ServingCluster cluster = TestLoads.Cluster([TestLoads.Request(0, 1024, 1)], hardware: [hardware]);
        long quarter = Prompt(1024) / 4;
        cluster.AdvanceTo(quarter);
        hardware.PromptSlowdown = 3;
        cluster.OnClockChanged(0, quarter);
        ((double)cluster.NextEventTicks).ShouldBe(quarter + (3 * (Prompt(1024) - quarter)), 1);

        long later = quarter + (3 * Prompt(1024) / 4); // a quarter of the work more
        cluster.AdvanceTo(later);
        hardware.PromptSlowdown = 1;
        cluster.OnClockChanged(0, later);
        ((double)cluster.NextEventTicks).ShouldBe(later + (Prompt(1024) / 2), 2);
    }

    [Fact]
    public void OnClockChanged_InTheMiddleOfARunOfDecodes_IterationsBeforeKeepTheirTime()
    {
        TestHardware hardware = new();
        ServingCluster cluster = TestLoads.Cluster([TestLoads.Request(0, 100, 101)], hardware: [hardware]);
        long now = Prompt(100) + (40 * Decode(1)) + (Decode(1) / 2);
        cluster.AdvanceTo(now);
        hardware.DecodeSlowdown = 2;
        cluster.OnClockChanged(0, now);

        // 40 are done, half of one is left, 59 follow.
        ((double)cluster.NextEventTicks).ShouldBe(now + Decode(1) + (59 * 2 * Decode(1)), 61);
        cluster.OnClockChanged(0, now); // again without a change: nothing moves
        ((double)cluster.NextEventTicks).ShouldBe(now + Decode(1) + (59 * 2 * Decode(1)), 61);
    }

    [Fact]
    public void OnClockChanged_ServerIsIdle_NothingHappens()
    {
        TestHardware hardware = new();
        ServingCluster cluster = TestLoads.Cluster([TestLoads.Request(5, 100, 10)], hardware: [hardware]);
        cluster.AdvanceTo(TestLoads.Second);
        cluster.OnClockChanged(0, TestLoads.Second);
        cluster.NextEventTicks.ShouldBe(5 * TestLoads.Second);
    }

    [Fact]
    public void RunToEnd_TenTimesWhatServersCanDo_BatchesStayWithinLimitsAndAllEnd()
    {
        List<Request> load = TestLoads.Random(9, 3000, 0.02, 2000, 200);
        ServingOptions options = new() { MaxBatchRequests = 64, KvCapacityTokens = 50_000 };
        ServingCluster cluster = TestLoads.Cluster(load, servers: 2, options);
        while (!cluster.IsDone)
        {
            cluster.AdvanceTo(cluster.NextEventTicks);
            for (int i = 0; i < 2; i++)
            {
                cluster.State(i).Running.ShouldBeLessThanOrEqualTo(64);
                if (cluster.Counts.MemoryOvercommits == 0)
                    cluster.State(i).KvTokens.ShouldBeLessThanOrEqualTo(50_000);
            }
        }

        cluster.Counts.Completed.ShouldBe(3000);
        cluster.Counts.LargestBatch.ShouldBeInRange(40, 64);
        cluster.Latencies.Summarize().FirstToken.P99.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void RunToEnd_MemoryHoldsTwoRequests_NoMoreRunAtOnce()
    {
        List<Request> load = [.. Enumerable.Range(0, 20).Select(_ => TestLoads.Request(0, 1000, 50))];
        ServingCluster cluster = TestLoads.Run(load, options: new ServingOptions { KvCapacityTokens = 2 * 1050 });

        cluster.Counts.Completed.ShouldBe(20);
        cluster.Counts.LargestBatch.ShouldBe(2);
    }

    [Fact]
    public void Constructor_BadArguments_SaysWhatIsWrong()
    {
        ListLoad load = new([]);
        Should.Throw<ArgumentException>(() => new ServingCluster(new ServingOptions(), TestLoads.Bloom, [], load)).Message.ShouldContain("at least one server");
        Should.Throw<ArgumentException>(() => new ServingCluster(new ServingOptions(), TestLoads.Bloom, [Priority.Low], load, [])).Message.ShouldContain("hardware");
        Should.Throw<ArgumentOutOfRangeException>(() => TestLoads.Cluster([], options: new ServingOptions { MaxBatchRequests = 0 })).ParamName.ShouldBe("MaxBatchRequests");
        Should.Throw<ArgumentOutOfRangeException>(() => TestLoads.Cluster([], options: new ServingOptions { MixedFactor = double.NaN })).ParamName.ShouldBe("MixedFactor");
    }

    [Fact]
    public void AdvanceTo_WarmCluster_AllocatesNothing()
    {
        // Twice the same burst: the second finds all lists and columns large enough.
        List<Request> load = [.. Enumerable.Range(0, 4000).Select(i => TestLoads.Request(i < 2000 ? i * 0.01 : 1000 + ((i - 2000) * 0.01), 500, 60))];
        ServingCluster cluster = TestLoads.Cluster(load, servers: 8);
        cluster.AdvanceTo(900 * TestLoads.Second);
        long before = GC.GetAllocatedBytesForCurrentThread();
        cluster.AdvanceTo(2000 * TestLoads.Second);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        cluster.Counts.Completed.ShouldBe(4000);
    }
}
