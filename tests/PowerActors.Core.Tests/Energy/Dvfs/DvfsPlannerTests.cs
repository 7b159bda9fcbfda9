using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Energy.Dvfs.Noise;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Energy.Dvfs;

public sealed class DvfsPlannerTests
{
    // Two kernels: the first loses no time at the low clock, the second gains a little at it only for much time.
    private static readonly DvfsProfile Two = new(
        [new ProfiledKernel("memory", "forward", "forward", 1, 3), new ProfiledKernel("compute", "backward", "backward", 2, 2)],
        [new ClockPair(new Megahertz(1400), Megahertz.Zero), new ClockPair(new Megahertz(700), Megahertz.Zero)],
        [10, 10, 20, 30],
        [50.0, 30, 200, 150]);

    [Fact]
    public void Plan_LocalRule_TakesTheThriftiestThatIsNotSlower()
    {
        DvfsPlan plan = Plan(Two, new PlanOptions { Baseline = 0, Rule = PlanRule.Local }).Plan;
        plan.Choices.Select(choice => choice.Clock).ShouldBe([1, 0]);
        plan.Baseline.ShouldBe(new PlanTotals(70, 550));
        plan.Totals.ShouldBe(new PlanTotals(70, 490));
        plan.Switches.ShouldBe(1);
        plan.Saving.ShouldBe(60.0 / 550, 1e-12);
        plan.Gap.ShouldBe(0);
    }

    [Fact]
    public void Plan_LocalRuleAtAnyGrain_SlowsNoKernel()
    {
        DvfsPlans plans = Plan(Two, new PlanOptions { Baseline = 0, Rule = PlanRule.Local });
        plans.Coarser.Select(plan => plan.Grain).ShouldBe([PlanGrain.Phase, PlanGrain.Pass, PlanGrain.Iteration]);
        plans.Coarser[0].Totals.EnergyMj.ShouldBe(490);
        plans.Coarser[2].Totals.EnergyMj.ShouldBe(550);
    }

    [Fact]
    public void Plan_GlobalRule_SpendsTheBudgetWhereItSavesMost()
    {
        Plan(Two, new PlanOptions { Baseline = 0, Slowdown = .2 }).Plan.Choices.Select(choice => choice.Clock).ShouldBe([1, 0]);
        Plan(Two, new PlanOptions { Baseline = 0, Slowdown = 20.0 / 70 }).Plan.Choices.Select(choice => choice.Clock).ShouldBe([1, 1]);
    }

    [Fact]
    public void Plan_SwitchTakesMoreThanTheBudgetLeaves_StaysAtOnePair()
    {
        DvfsPlan plan = Plan(Two, new PlanOptions { Baseline = 0, SwitchTimeMs = 1 }).Plan;
        plan.Switches.ShouldBe(0);
        plan.Totals.ShouldBe(plan.Baseline);
    }

    [Fact]
    public void Plan_SwitchIsWorthIt_CountsItsTimeAndEnergy()
    {
        DvfsPlan plan = Plan(Two, new PlanOptions { Baseline = 0, Slowdown = .02, SwitchTimeMs = 1, SwitchEnergyMj = 5 }).Plan;
        plan.Switches.ShouldBe(1);
        plan.Totals.ShouldBe(new PlanTotals(71, 495));
    }

    [Fact]
    public void Plan_SwitchTakesMoreEnergyThanItSaves_StaysAtOnePair() =>
        Plan(Two, new PlanOptions { Baseline = 0, Slowdown = .02, SwitchEnergyMj = 61 }).Plan.Switches.ShouldBe(0);

    [Fact]
    public void Plan_SmallProfiles_EqualsExhaustiveSearch() => Properties.Hold(150, random =>
    {
        DvfsProfile profile = RandomProfiles.Create(random, 1 + random.Next(5), 2 + random.Next(3));
        PlanOptions options = Options(random, withSwitches: false);
        PlanTotals baseline = DvfsPlanner.Baseline(profile, options.Baseline);
        IReadOnlyList<SequenceStep> sequence = KernelSequence.Of(profile);
        double best = double.PositiveInfinity;
        foreach (int[] choice in RandomProfiles.AllChoices(profile.Kernels.Count, profile.Clocks.Count))
        {
            PlanTotals totals = DvfsPlanner.Evaluate(profile, [.. sequence.Select((step, i) => new PlanChoice(step, choice[i]))], 0, options);
            bool keeps = options.Rule == PlanRule.Global
                ? totals.TimeMs <= baseline.TimeMs * (1 + options.Slowdown) * (1 + 1e-12)
                : sequence.All(step => profile.TimeMs(step.Kernel, choice[step.Kernel]) <= profile.TimeMs(step.Kernel, options.Baseline) * (1 + options.Slowdown) * (1 + 1e-12));
            if (keeps)
                best = Math.Min(best, totals.EnergyMj);
        }

        Plan(profile, options).Plan.Totals.EnergyMj.ShouldBe(best, best * 1e-9);
    });

    [Fact]
    public void Plan_AnyProfileAndCost_FinerIsNeverWorseAndKeepsTheBudget() => Properties.Hold(150, random =>
    {
        DvfsProfile profile = RandomProfiles.Create(random, 1 + random.Next(30), 2 + random.Next(12), random.Next(2) == 0 ? 1 : 4);
        PlanOptions options = Options(random, withSwitches: random.Next(2) == 0);
        if (profile.Trials > 1 && random.Next(2) == 0)
            options = options with { Confidence = .9 };
        DvfsPlans plans = Plan(profile, options);
        DvfsPlan finer = plans.Plan;
        foreach (DvfsPlan plan in plans.Coarser.Prepend(plans.Plan))
        {
            plan.Totals.EnergyMj.ShouldBeGreaterThanOrEqualTo(finer.Totals.EnergyMj * (1 - 1e-12));
            plan.Totals.EnergyMj.ShouldBeLessThanOrEqualTo(plan.Baseline.EnergyMj * (1 + 1e-12));
            plan.Totals.TimeMs.ShouldBeLessThanOrEqualTo(plan.Baseline.TimeMs * (1 + options.Slowdown) * (1 + 1e-11));
            plan.BoundMj.ShouldBeLessThanOrEqualTo(plan.Totals.EnergyMj * (1 + 1e-12));
            finer = plan;
        }
    });

    [Fact]
    public void Plan_SwitchesMadeFree_IsNeverWorseThanTheKnapsack() => Properties.Hold(80, random =>
    {
        DvfsProfile profile = RandomProfiles.Create(random, 2 + random.Next(6), 2 + random.Next(4));
        SequenceStep[] steps = [.. Enumerable.Range(0, 60).Select(_ => new SequenceStep(random.Next(profile.Kernels.Count), 1))];
        (DvfsProfile fitted, IReadOnlyList<SequenceStep> sequence) = KernelSequence.Fit(profile, steps);
        PlanOptions free = Options(random, withSwitches: false) with { Rule = PlanRule.Global };
        double knapsack = DvfsPlanner.Plan(fitted, sequence, free).Plan.Totals.EnergyMj;
        double next = DvfsPlanner.Plan(fitted, sequence, free with { SwitchEnergyMj = 1e-13 }).Plan.Totals.EnergyMj;
        next.ShouldBeLessThanOrEqualTo(knapsack * (1 + 1e-9));
    });

    [Fact]
    public void Plan_SameInput_IsTheSame()
    {
        DvfsProfile profile = RandomProfiles.Create(new Random(7), 40, 12);
        PlanOptions options = new() { Baseline = 0, Slowdown = .01, SwitchTimeMs = .1 };
        Plan(profile, options).Plan.Choices.ShouldBe(Plan(profile, options).Plan.Choices);
    }

    [Fact]
    public void Plan_Confidence_RefusesWhatNoiseExplains()
    {
        // The second pair is 2 % better on average with trials 20 % apart; the third is better in every trial.
        DvfsProfile profile = new(
            [new ProfiledKernel("k", "", "", 0, 1)],
            [.. Enumerable.Range(0, 3).Select(c => new ClockPair(new Megahertz(1400 - (100 * c)), Megahertz.Zero))],
            [[10, 10, 10], [10, 10, 10], [10, 10, 10]],
            [[100, 110, 90], [98, 78, 118], [99.0, 94, 96]]);
        Plan(profile, new PlanOptions { Baseline = 0 }).Plan.Choices[0].Clock.ShouldBe(2);
        DvfsPlan careful = Plan(profile, new PlanOptions { Baseline = 0, Confidence = .95 }).Plan;
        careful.Choices[0].Clock.ShouldBe(0);
        careful.Refused.ShouldBe(2);
        Plan(profile, new PlanOptions { Baseline = 0, Confidence = .95, Noise = .005 }).Plan.Choices[0].Clock.ShouldBe(2);
    }

    [Fact]
    public void HeldOut_NoiseOnly_KeepsNothingOfThePromise()
    {
        // One true value in all cells: whatever a plan promises is noise, and on the other trials nothing is left on average.
        Random random = new(3);
        double promised = 0, kept = 0;
        for (int run = 0; run < 40; run++)
        {
            double[][] Noisy() => [.. Enumerable.Range(0, 20 * 8).Select(_ => Enumerable.Range(0, 4).Select(_ => 100 * (1 + (.04 * (random.NextDouble() - .5)))).ToArray())];
            DvfsProfile profile = new(
                [.. Enumerable.Range(0, 20).Select(k => new ProfiledKernel($"k{k}", "", "", k, 1))],
                [.. Enumerable.Range(0, 8).Select(c => new ClockPair(new Megahertz(1400 - c), Megahertz.Zero))],
                Noisy(),
                Noisy());
            foreach (HeldOutResult result in HeldOut.Evaluate(profile, KernelSequence.Of(profile), new PlanOptions { Baseline = 0 }))
                (promised, kept) = (promised + (result.PromisedSaving / 80), kept + (result.Saving / 80));
        }

        promised.ShouldBeGreaterThan(.005);
        kept.ShouldBe(0, .002);
    }

    [Fact]
    public void Transfer_ToItself_LosesNothing() => Properties.Hold(30, random =>
    {
        DvfsProfile profile = RandomProfiles.Create(random, 1 + random.Next(8), 2 + random.Next(5));
        PlanOptions options = new() { Baseline = 0, Slowdown = .02 };
        PlanTransfer transfer = PlanTransfer.Apply(profile, Plan(profile, options).Plan, profile, KernelSequence.Of(profile), options).ShouldNotBeNull();
        transfer.EnergyLoss.ShouldBe(0, 1e-12);
        transfer.TimeLoss.ShouldBe(0, 1e-12);
        transfer.Unknown.ShouldBeEmpty();
    });

    [Fact]
    public void Transfer_ToAnotherShape_TellsWhatIsLost()
    {
        DvfsProfile other = new(Two.Kernels, Two.Clocks, [10, 12, 20, 20], [50.0, 45, 200, 120]);
        PlanTransfer transfer = PlanTransfer.Apply(Two, Plan(Two, new PlanOptions { Baseline = 0 }).Plan, other, KernelSequence.Of(other), new PlanOptions { Baseline = 0 }).ShouldNotBeNull();
        transfer.Totals.ShouldBe(new PlanTotals(76, 535));
        transfer.Own.Totals.ShouldBe(new PlanTotals(70, 390));
        transfer.EnergyLoss.ShouldBe((535.0 / 390) - 1, 1e-12);
    }

    [Fact]
    public void Frontier_RunsFromFastestToThriftiest()
    {
        IReadOnlyList<PlanTotals> points = DvfsPlanner.Frontier(Two, KernelSequence.Of(Two), new PlanOptions { Baseline = 0 });
        points.ShouldBe([new PlanTotals(70, 490), new PlanTotals(90, 390)]);
    }

    private static DvfsPlans Plan(DvfsProfile profile, PlanOptions options) => DvfsPlanner.Plan(profile, KernelSequence.Of(profile), options);

    private static PlanOptions Options(Random random, bool withSwitches) => new()
    {
        Baseline = 0,
        Rule = random.Next(3) == 0 ? PlanRule.Local : PlanRule.Global,
        Slowdown = random.Next(2) == 0 ? 0 : random.NextDouble() * .2,
        SwitchTimeMs = withSwitches ? random.NextDouble() : 0,
        SwitchEnergyMj = withSwitches && random.Next(2) == 0 ? random.NextDouble() : 0,
    };
}
