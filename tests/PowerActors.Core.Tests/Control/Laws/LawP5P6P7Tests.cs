using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Laws;

/// <summary>P5 (fencing), P6 (fail-safe) and P7 (low priority first).</summary>
public sealed class LawP5P6P7Tests
{
    private static readonly GpuModel[] Gpus = [GpuCatalog.A100Sxm80, GpuCatalog.H100Sxm, GpuCatalog.B200];

    [Fact]
    public void P5_AnyHistory_OlderEpochIsRefusedAlsoAfterARestart() => Properties.Hold(200, random =>
    {
        DirectiveGate gate = DirectiveGate.Silent(TimeSpan.Zero, 60.Seconds());
        long newestEpoch = 0, newestSequence = 0;
        TimeSpan now = TimeSpan.Zero;
        for (int i = 0; i < 100; i++)
        {
            now += 1.Seconds();
            Directive directive = new(new DirectiveStamp(random.Next(-1, 12), random.Next(0, 20)), RandomLadders.Ceilings(random), 60.Seconds());
            DirectiveGate before = gate;
            (gate, DirectiveVerdict verdict) = gate.Receive(directive, now);
            DirectiveVerdict expected = directive.Stamp.Epoch < newestEpoch ? DirectiveVerdict.Fenced
                : directive.Stamp.Epoch == newestEpoch && directive.Stamp.Sequence <= newestSequence ? DirectiveVerdict.OutOfDate
                : DirectiveVerdict.Accepted;
            verdict.ShouldBe(expected);
            if (verdict == DirectiveVerdict.Accepted)
                (newestEpoch, newestSequence) = (directive.Stamp.Epoch, directive.Stamp.Sequence);
            else
                gate.ShouldBe(before);
            if (random.Chance(.05))
            {
                gate = DirectiveGate.Silent(now, 60.Seconds()) with { Fence = gate.NewestEpoch };
                newestSequence = long.MinValue;
                gate.HasHeard.ShouldBeFalse();
            }
        }
    });

    [Fact]
    public void P6_AllLeasesOver_EveryLimitHoldsOrTheTopologyIsRefused() => Properties.Hold(150, random =>
    {
        TopologyPlan plan = Plans.RandomTree(random, static _ => KnownLadders.Polca(Plans.Timing.ClockLatency), random.Next(2, 5));
        if (random.Chance(.3))
            plan = plan with { FailSafe = new Ceilings(ClockCeiling.OfMaximum(random.Between(.2, 1)), ClockCeiling.OfMaximum(random.Between(.2, 1)), Brake: false) };
        if (random.Chance(.3))
            plan = Plans.Of(plan.Root with { Limit = plan.Root.Limit * random.Between(.2, .6) });
        TopologyCheck check = TopologyCheck.Run(plan);
        foreach (DomainCheck domain in check.Domains)
        {
            // Each GPU from its own gate: whatever it accepted last, its lease is over.
            double watts = 0;
            foreach (TopologyServer server in domain.Domain.AllServers())
            {
                DirectiveGate gate = DirectiveGate.Silent(TimeSpan.Zero, 60.Seconds());
                if (random.Chance(.7))
                    gate = gate.Receive(new Directive(new DirectiveStamp(1, 1), RandomLadders.Ceilings(random) with { Brake = false }, 60.Seconds()), TimeSpan.Zero).Gate;
                GpuCap cap = gate.InForce(plan.FailSafe, 60.Seconds()).ForGpu(server.Model.Gpu, server.Priority);
                watts += server.Model.WorstDraw(Megahertz.Min(cap.Ceiling, server.Model.Gpu.MaxClock)).Value;
            }

            TopologyFault? fault = check.Faults.FirstOrDefault(one => one.Message.StartsWith($"{domain.Path}:", StringComparison.Ordinal) && one.Message.Contains("P6", StringComparison.Ordinal));
            if (fault is null)
                watts.ShouldBeLessThanOrEqualTo(domain.Domain.Limit.Value * (1 + 1e-9), domain.Path);
            else
                fault.Message.ShouldContain((domain.FailSafeDraw - domain.Domain.Limit).ToString());
        }
    });

    [Fact]
    public void P6_Highest_IsTheHighestThatFits() => Properties.Hold(60, random =>
    {
        TopologyDomain root = Plans.RandomTree(random, static _ => Ladder.None, random.Next(2, 5)).Root;
        double share = FailSafe.Highest(root).Low.Share;
        Fits(share).ShouldBe(root.AllDomains().All(static domain => domain.WorstCase().Under(At(.01)) <= domain.Limit));
        if (share < 1)
            Fits(share + .01).ShouldBeFalse();

        bool Fits(double at) => root.AllDomains().All(domain => domain.WorstCase().Under(At(at)) <= domain.Limit);
        static Ceilings At(double at) => new(ClockCeiling.OfMaximum(at), ClockCeiling.OfMaximum(at), Brake: false);
    });

    [Fact]
    public void P7_AnyLaddersMerged_HighIsNeverCappedTighterThanLow() => Properties.Hold(200, random =>
    {
        Ceilings merged = Ceilings.Free;
        for (int level = random.Next(1, 5); level > 0; level--)
        {
            Ladder ladder = random.Chance(.3) ? random.Pick(RandomLadders.Known(40.Seconds())) : RandomLadders.Valid(random, 40.Seconds());
            if (random.Chance(.5))
                ladder = RandomLadders.Priced(random, ladder);
            Ceilings own = ladder.CeilingsOn(random.Next(0, ladder.Top + 1));
            merged = Ceilings.Tightest(merged, own);
            merged.ShouldBeAtLeastAsTightAs(own);
        }

        foreach (GpuModel gpu in Gpus)
        {
            GpuCap low = merged.ForGpu(gpu, Priority.Low), high = merged.ForGpu(gpu, Priority.High);
            (low.Ceiling <= high.Ceiling).ShouldBeTrue($"{merged} on {gpu.Name}");
            low.Brake.ShouldBe(high.Brake);
            (merged.Price.High <= merged.Price.Low).ShouldBeTrue($"{merged}");
            if (merged.Price.High > 0)
                merged.Low.IsFree.ShouldBeFalse($"{merged}");
        }
    });
}
