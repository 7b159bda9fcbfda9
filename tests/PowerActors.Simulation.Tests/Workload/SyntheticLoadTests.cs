using PowerActors.Core.Control;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Tests.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Tests.Workload;

public class SyntheticLoadTests
{
    private static readonly SyntheticLoadOptions Week = new() { RequestsPerSecond = 0.5, Duration = TimeSpan.FromDays(7), Seed = 3 };

    [Fact]
    public void Open_SameSeed_GivesTheSameRequests()
    {
        SyntheticLoad load = new(Week with { Duration = TimeSpan.FromHours(2) });
        List<Request> first = Read(load);
        Read(load).ShouldBe(first);
        Read(new SyntheticLoad(Week with { Duration = TimeSpan.FromHours(2), Seed = 4 })).ShouldNotBe(first);
    }

    [Fact]
    public void Open_Seed3_GivesTheseRequestsOnAnyMachine()
    {
        // What the seed gives must not depend on the machine's mathematics library.
        List<Request> requests = Read(new SyntheticLoad(Week));
        ulong digest = 14695981039346656037;
        foreach (Request r in requests)
        {
            foreach (long value in (ReadOnlySpan<long>)[r.ArrivalTicks, r.PromptTokens, r.OutputTokens, (long)r.Priority, (long)r.Class])
                digest = (digest ^ (ulong)value) * 1099511628211;
        }

        (requests.Count, digest).ShouldBe((302_771, 10_719_602_736_916_585_341UL));
    }

    [Fact]
    public void Open_OneWeek_HasTheMeanRateAndOnlyRisingTimes()
    {
        List<Request> requests = Read(new SyntheticLoad(Week));
        double expected = 0.5 * 7 * 86_400;
        ((double)requests.Count).ShouldBe(expected, 4 * Math.Sqrt(expected)); // four standard deviations
        for (int i = 1; i < requests.Count; i++)
            requests[i].ArrivalTicks.ShouldBeGreaterThanOrEqualTo(requests[i - 1].ArrivalTicks);
        requests[^1].ArrivalTicks.ShouldBeLessThan(TimeSpan.FromDays(7).Ticks);
    }

    [Fact]
    public void Open_PolcaClasses_HaveTheirSharesRangesAndPriorities()
    {
        List<Request> requests = Read(new SyntheticLoad(Week));
        foreach (SyntheticClass c in SyntheticClass.Polca)
        {
            List<Request> own = [.. requests.Where(r => r.Class == c.Class)];
            (own.Count / (double)requests.Count).ShouldBe(c.Share, 0.005);
            own.Min(r => r.PromptTokens).ShouldBeInRange(c.PromptTokens.Least, c.PromptTokens.Least + 2);
            own.Max(r => r.PromptTokens).ShouldBeInRange(c.PromptTokens.Most - 2, c.PromptTokens.Most);
            own.Min(r => r.OutputTokens).ShouldBeInRange(c.OutputTokens.Least, c.OutputTokens.Least + 2);
            own.Max(r => r.OutputTokens).ShouldBeInRange(c.OutputTokens.Most - 2, c.OutputTokens.Most);
            own.Average(r => r.OutputTokens).ShouldBe((c.OutputTokens.Least + c.OutputTokens.Most) / 2.0, c.OutputTokens.Most * 0.005);
            (own.Count(r => r.Priority == Priority.High) / (double)own.Count).ShouldBe(c.HighPriorityShare, 0.01);
        }
    }

    [Fact]
    public void Open_DailyAndWeeklyCycle_IsInTheArrivals()
    {
        List<Request> requests = Read(new SyntheticLoad(Week with { RequestsPerSecond = 1, DailyAmplitude = 0.5, WeekendFactor = 0.6 }));
        double Rate(double fromHour, double toHour) =>
            requests.Count(r => r.ArrivalTicks >= fromHour * TimeSpan.TicksPerHour && r.ArrivalTicks < toHour * TimeSpan.TicksPerHour) / ((toHour - fromHour) * 3600);

        double noon = (Rate(12, 13) + Rate(36, 37) + Rate(60, 61)) / 3;
        double night = (Rate(3, 4) + Rate(27, 28) + Rate(51, 52)) / 3;
        (noon / night).ShouldBe(1.5 / 0.5, 0.3);
        double working = Rate(0, 5 * 24);
        (Rate(5 * 24, 7 * 24) / working).ShouldBe(0.6, 0.03);

        // A start in the middle of the week moves the cycle with it.
        List<Request> saturday = Read(new SyntheticLoad(Week with
        {
            RequestsPerSecond = 1, DailyAmplitude = 0.5, WeekendFactor = 0.6, Start = TimeSpan.FromDays(5), Duration = TimeSpan.FromDays(1),
        }));
        (saturday.Count / 86_400.0 / working).ShouldBe(0.6, 0.03);
    }

    [Fact]
    public void WeeklyCycle_AnyShape_HasAMeanOfOneAndItsPeak()
    {
        WeeklyCycle cycle = new(0.7, 0.4);
        double sum = 0, peak = 0;
        for (int second = 0; second < 604_800; second += 60)
        {
            sum += cycle.At(second);
            peak = Math.Max(peak, cycle.At(second));
        }

        (sum / 10_080).ShouldBe(1, 1e-9);
        peak.ShouldBe(cycle.Peak, 1e-12);
        cycle.At(604_800 + 3600).ShouldBe(cycle.At(3600), 1e-12);
        new WeeklyCycle(0, 1).At(123_456).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void ForServers_TwoRequestsEach_KeepsAboutTwoInFlight()
    {
        SyntheticLoadOptions options = SyntheticLoadOptions.ForServers(40, 2, TestLoads.Bloom, TimeSpan.FromHours(6)) with { DailyAmplitude = 0, WeekendFactor = 1 };
        ServingCluster cluster = new(new ServingOptions(), TestLoads.Bloom, Enumerable.Repeat(Priority.High, 40).ToArray(), new SyntheticLoad(options));
        double inFlight = 0;
        int samples = 0;
        for (int minute = 60; minute < 360; minute++, samples++)
        {
            cluster.AdvanceTo(minute * TimeSpan.TicksPerMinute);
            inFlight += cluster.Counts.InFlight / 40.0;
        }

        (inFlight / samples).ShouldBe(2, 0.1);
        options.WorkShare(TestLoads.Bloom).ShouldBe(0.63, 0.02);
    }

    [Fact]
    public void Validate_OptionOutOfRange_IsNamed()
    {
        Refused(Week with { RequestsPerSecond = 0 }, "RequestsPerSecond");
        Refused(Week with { RequestsPerSecond = double.NaN }, "RequestsPerSecond");
        Refused(Week with { Duration = TimeSpan.Zero }, "Duration");
        Refused(Week with { DailyAmplitude = 1.1 }, "DailyAmplitude");
        Refused(Week with { WeekendFactor = -1 }, "WeekendFactor");
        Refused(Week with { Start = TimeSpan.FromSeconds(-1) }, "Start");
        Refused(Week with { Classes = [] }, "Classes");
        Refused(Week with { Classes = [new SyntheticClass(RequestClass.Chat, (5, 4), (1, 2), 1, 0)] }, "PromptTokens");
        Refused(Week with { Classes = [new SyntheticClass(RequestClass.Chat, (1, 4), (1, 2), 0, 0)] }, "Share");
    }

    private static void Refused(SyntheticLoadOptions options, string name) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new SyntheticLoad(options)).ParamName.ShouldBe(name);

    [Fact]
    public void Open_DaysThatVary_AreWithinTheirBoundsAndEvenOut()
    {
        SyntheticLoadOptions flat = new() { RequestsPerSecond = .05, Duration = TimeSpan.FromDays(400), DailyAmplitude = 0, WeekendFactor = 1, Seed = 5 };
        double[] steady = PerDay(flat), varied = PerDay(flat with { DayVariation = .3 });
        double expected = .05 * 86_400, chance = Math.Sqrt(expected);
        steady.ShouldAllBe(day => Math.Abs(day - expected) < 6 * chance);
        varied.ShouldAllBe(day => Math.Abs(day - expected) < (.3 * expected) + (6 * chance));
        varied.Average().ShouldBe(expected, expected * .03);
        // A level even between 0.7 and 1.3 has a standard deviation of 17 % at noon; over a day, with lines to the neighbours' noons, two thirds of that variance are left.
        Deviation(varied).ShouldBeInRange(.1 * expected, .18 * expected);
        Deviation(steady).ShouldBeLessThan(.03 * expected);

        static double[] PerDay(SyntheticLoadOptions options)
        {
            double[] days = new double[400];
            foreach (Request request in Read(new SyntheticLoad(options)))
                days[request.ArrivalTicks / TimeSpan.TicksPerDay]++;
            return days;
        }

        static double Deviation(double[] values) => Math.Sqrt(values.Average(value => (value - values.Average()) * (value - values.Average())));
    }

    [Fact]
    public void Open_DayVariationOutsideItsRange_Refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new SyntheticLoad(Week with { DayVariation = 1 })).Message.ShouldContain("0.9");

    private static List<Request> Read(SyntheticLoad load)
    {
        List<Request> requests = [];
        IRequestCursor cursor = load.Open();
        while (cursor.TryRead(out Request request))
            requests.Add(request);
        return requests;
    }
}
