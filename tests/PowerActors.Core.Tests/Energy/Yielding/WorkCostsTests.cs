using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Energy.Yielding;
using PowerActors.Core.Hardware;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Energy.Yielding;

public sealed class WorkCostsTests
{
    private static readonly WorkCosts Costs = new(
    [
        new WorkCost(new Megahertz(900), 1.40, 1.25, .45, .57),
        new WorkCost(new Megahertz(1200), 1.11, 1.05, .65, .72),
        new WorkCost(new Megahertz(1410), 1, 1, 1, 1),
    ]);

    /// <summary>At 1200 MHz a prompt of .86 TDP above idle takes 11 % longer and saves .301 of TDP; decode of .46 takes 5 % longer and saves .129.</summary>
    [Theory]
    [InlineData(1, .36, double.PositiveInfinity)]
    [InlineData(1, .37, 1200)]
    [InlineData(1, 1.68, 1200)] // the next step costs 29 points and saves .172 of TDP more
    [InlineData(1, 1.70, 900)]
    [InlineData(0, .38, double.PositiveInfinity)]
    [InlineData(0, .39, 1200)]
    [InlineData(.5, .36, double.PositiveInfinity)]
    [InlineData(.5, .38, 1200)]
    public void ClockFor_APrice_IsTheLowestClockWhoseWattsCostAtMostThat(double promptShare, double price, double expected) =>
        Costs.ClockFor(price, new WorkMix(promptShare, .86, .46)).Value.ShouldBe(expected);

    [Fact]
    public void ClockFor_NothingAskedOrNothingDrawn_GivesNothing()
    {
        Costs.ClockFor(0, new WorkMix(.5, .86, .46)).ShouldBe(Megahertz.Unlimited);
        Costs.ClockFor(5, new WorkMix(.5, 0, 0)).ShouldBe(Megahertz.Unlimited);
    }

    /// <summary>Half idle, it saves twice as many watts for each percent of its time that is lost: from a price of .13 on rather than .39.</summary>
    [Theory]
    [InlineData(1, .2, double.PositiveInfinity)]
    [InlineData(.5, .12, double.PositiveInfinity)]
    [InlineData(.5, .14, 1200)]
    [InlineData(0, .01, 900)] // An idle server has nothing to lose.
    public void ClockFor_IdleTimeThatSavesAtLowerClocks_GivesSooner(double busyShare, double price, double expected)
    {
        WorkCosts costs = new([Costs.Steps[0], Costs.Steps[1], Costs.Steps[2] with { Idle = .25 }]);
        costs.ClockFor(price, new WorkMix(0, .86, .46) { BusyShare = busyShare }).Value.ShouldBe(expected == 900 ? 1200 : expected);
        new WorkCosts([Costs.Steps[0], Costs.Steps[1] with { Idle = .01 }, Costs.Steps[2] with { Idle = .25 }]).ClockFor(price, new WorkMix(0, .86, .46) { BusyShare = busyShare }).Value
            .ShouldBe(expected);
    }

    [Fact]
    public void ClockFor_AnyTable_HigherPricesNeverRaiseTheClock() => Properties.Hold(200, static random =>
    {
        WorkCosts costs = Random(random);
        WorkMix mix = new(random.NextDouble(), random.NextDouble(), random.NextDouble());
        Megahertz before = Megahertz.Unlimited;
        for (double price = .05; price < 3; price += .05)
        {
            Megahertz clock = costs.ClockFor(price, mix);
            (clock <= before).ShouldBeTrue($"{clock} at {price}, {before} before");
            before = clock;
        }
    });

    /// <summary>What one price for all is good for: no other choice of clocks saves as many watts for less.</summary>
    [Fact]
    public void ClockFor_TwoServersAtOnePrice_NoOtherClocksSaveAsMuchForLess() => Properties.Hold(100, static random =>
    {
        (WorkCosts Costs, WorkMix Mix)[] servers = [.. Enumerable.Range(0, 2).Select(_ => (Random(random), new WorkMix(random.NextDouble(), random.NextDouble(), random.NextDouble())))];
        double price = random.Between(.1, 2);
        (double lost, double saved) = (0, 0);
        foreach ((WorkCosts costs, WorkMix mix) in servers)
        {
            Megahertz clock = costs.ClockFor(price, mix);
            (double Lost, double Saved) chosen = Of(costs.Steps.Last(step => step.Clock <= clock), mix);
            (lost, saved) = (lost + chosen.Lost, saved + chosen.Saved);
        }

        foreach (WorkCost one in servers[0].Costs.Steps)
        {
            foreach (WorkCost other in servers[1].Costs.Steps)
            {
                (double Lost, double Saved) a = Of(one, servers[0].Mix), b = Of(other, servers[1].Mix);
                if (a.Saved + b.Saved >= saved)
                    (a.Lost + b.Lost).ShouldBeGreaterThanOrEqualTo(lost - 1e-12);
            }
        }

        static (double Lost, double Saved) Of(in WorkCost step, in WorkMix mix) =>
            ((mix.PromptShare * (step.PromptTime - 1)) + ((1 - mix.PromptShare) * (step.TokenTime - 1)),
             (mix.PromptShare * mix.PromptDraw * (1 - step.PromptDraw)) + ((1 - mix.PromptShare) * mix.TokenDraw * (1 - step.TokenDraw)));
    });

    [Fact]
    public void Of_AGovernorsTable_HasItsTimesAndItsDrawForBoth()
    {
        WorkCosts costs = WorkCosts.Of(new ClockCosts([new ClockCost(new Megahertz(900), 1.4, 1.2, .3), new ClockCost(new Megahertz(1410), 1, 1, .6)]), GpuCatalog.A100Sxm80);
        costs.Steps.ShouldBe([new WorkCost(new Megahertz(900), 1.4, 1.2, .5, .5), new WorkCost(new Megahertz(1410), 1, 1, 1, 1)]);
    }

    [Fact]
    public void New_WhatCannotBe_IsRefused()
    {
        WorkCost top = new(new Megahertz(1410), 1, 1, 1, 1), low = new(new Megahertz(900), 1.2, 1.1, .5, .6);
        Should.Throw<ArgumentException>(() => new WorkCosts([top]));
        Should.Throw<ArgumentException>(() => new WorkCosts([top, low]));
        Should.Throw<ArgumentException>(() => new WorkCosts([low with { PromptTime = .9 }, top]));
        Should.Throw<ArgumentException>(() => new WorkCosts([low with { TokenDraw = double.NaN }, top]));
        Should.Throw<ArgumentException>(() => new WorkCosts([low, top with { TokenTime = 1.1 }]));
    }

    private static WorkCosts Random(Random random)
    {
        List<WorkCost> steps = [new WorkCost(new Megahertz(1410), 1, 1, 1, 1)];
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            WorkCost above = steps[^1];
            steps.Add(new WorkCost(
                above.Clock - new Megahertz(45), above.PromptTime + random.Between(0, .1), above.TokenTime + random.Between(0, .1), above.PromptDraw * random.Between(.8, 1), above.TokenDraw * random.Between(.8, 1)));
        }

        steps.Reverse();
        return new WorkCosts(steps);
    }
}
