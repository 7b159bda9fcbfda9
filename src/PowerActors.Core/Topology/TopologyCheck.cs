using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Topology;

/// <summary>What a check found of one domain.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Path">Its path from the root.</param>
/// <param name="Depth">0 for the root.</param>
/// <param name="Servers">Servers below.</param>
/// <param name="Nameplate">Sum of the vendors' maxima below.</param>
/// <param name="WorstDraw">The most everything below can draw uncapped, excursions above TDP included.</param>
/// <param name="FailSafeDraw">The most everything below can draw at the fail-safe caps (law P6).</param>
/// <param name="WorstOverload">Worst draw over limit; at most 1 when the limit cannot be passed.</param>
/// <param name="SecondsToTrip">How long the breaker carries that overload; infinite without overload or breaker.</param>
/// <param name="ReactionSeconds">From reading to brake in force, under any single fault (law P1).</param>
public sealed record DomainCheck(
    TopologyDomain Domain,
    string Path,
    int Depth,
    int Servers,
    Watts Nameplate,
    Watts WorstDraw,
    Watts FailSafeDraw,
    double WorstOverload,
    double SecondsToTrip,
    double ReactionSeconds)
{
    /// <summary>What the fail-safe leaves of the limit; negative when it does not fit.</summary>
    public Watts Headroom => Domain.Limit - FailSafeDraw;

    /// <summary>Servers deployed over servers the limit allows at nameplate, minus one; 0 without a limit.</summary>
    public double Oversubscription => Domain.HasLimit ? Math.Max(0, (Nameplate / Domain.Limit) - 1) : 0;
}

/// <summary>A fault in a topology.</summary>
/// <param name="Source">Where it was written.</param>
/// <param name="Message">What is wrong; what would be right.</param>
public sealed record TopologyFault(SourceLocation Source, string Message);

/// <summary>Everything a check found: numbers for every domain, and all faults together.</summary>
/// <param name="Domains">Parents before children.</param>
/// <param name="Faults">Empty when the topology can be used.</param>
public sealed record TopologyCheck(IReadOnlyList<DomainCheck> Domains, IReadOnlyList<TopologyFault> Faults)
{
    /// <summary>In three of their time constants of about a minute fans have come down from their maximum to within a twentieth (assumed; see the simulated hardware).</summary>
    private const double FansSlowDownSeconds = 180;

    /// <summary>
    /// Checks names, limits, ladders, the fail-safe sums (law P6) and the worst overload against every trip curve (law P1).
    /// </summary>
    public static TopologyCheck Run(TopologyPlan plan)
    {
        List<DomainCheck> domains = [];
        List<TopologyFault> faults = [];
        CheckTiming(plan, faults);
        Visit(plan, plan.Root, plan.Root.Name, 0, guarded: false, domains, faults);
        return new TopologyCheck(domains, faults);
    }

    private static void Visit(
        TopologyPlan plan, TopologyDomain domain, string path, int depth, bool guarded, List<DomainCheck> domains, List<TopologyFault> faults)
    {
        DomainCheck check = Measure(plan, domain, path, depth);
        domains.Add(check);
        bool guardedHere = guarded || domain.Ladder.HasBrake;
        CheckNames(domain, path, faults);
        CheckLadder(domain, path, faults);
        CheckPriorities(domain, path, faults);
        CheckLimit(check, guardedHere, faults);
        CheckFailSafe(plan, check, faults);
        CheckBreaker(plan, check, faults);
        foreach (TopologyDomain child in domain.Domains)
        {
            if (child.Kind <= domain.Kind)
                faults.Add(new TopologyFault(child.Source, $"{path}/{child.Name} is a {Word(child.Kind)} inside a {Word(domain.Kind)}; levels go site, row, pdu, rack, server"));
            Visit(plan, child, $"{path}/{child.Name}", depth + 1, guardedHere, domains, faults);
        }
    }

    private static DomainCheck Measure(TopologyPlan plan, TopologyDomain domain, string path, int depth)
    {
        WorstCase worst = domain.WorstCase();
        Watts uncapped = worst.Under(Ceilings.Free);
        double overload = domain.HasLimit ? uncapped / domain.Limit : 0;
        double seconds = domain.Breaker is { } curve ? curve.SecondsToTrip(overload) : double.PositiveInfinity;
        return new DomainCheck(
            domain, path, depth, domain.AllServers().Count(), worst.Nameplate, uncapped, worst.Under(plan.FailSafe), overload, seconds,
            plan.Timing.WorstReaction.TotalSeconds);
    }

    private static void CheckNames(TopologyDomain domain, string path, List<TopologyFault> faults)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        IEnumerable<(string Name, SourceLocation Source)> children =
            domain.Domains.Select(static child => (child.Name, child.Source)).Concat(domain.Servers.Select(static server => (server.Name, server.Source)));
        foreach ((string name, SourceLocation source) in children)
        {
            if (!names.Add(name))
                faults.Add(new TopologyFault(source, $"'{name}' stands twice in {path}; a name must be unique among its siblings"));
        }

        if (names.Count == 0)
            faults.Add(new TopologyFault(domain.Source, $"{path} has nothing in it; give it domains or servers"));
    }

    private static void CheckLadder(TopologyDomain domain, string path, List<TopologyFault> faults)
    {
        foreach ((_, string fault) in domain.Ladder.Validate())
            faults.Add(new TopologyFault(domain.Source, $"{path}: {fault}"));
    }

    private static void CheckLimit(DomainCheck check, bool guarded, List<TopologyFault> faults)
    {
        TopologyDomain domain = check.Domain;
        if (!(domain.Limit > Watts.Zero))
            faults.Add(new TopologyFault(domain.Source, $"{check.Path} has a limit of {domain.Limit}; it must be above 0 W"));
        else if (check.WorstOverload > 1 && !guarded)
        {
            faults.Add(new TopologyFault(domain.Source,
                $"{check.Path} can draw {check.WorstDraw} but is limited to {domain.Limit}, and neither it nor a domain above it has a ladder with a brake; give it one, such as polca"));
        }
    }

    private static void CheckFailSafe(TopologyPlan plan, DomainCheck check, List<TopologyFault> faults)
    {
        if (check.Domain.Limit > Watts.Zero && check.Headroom < Watts.Zero)
        {
            faults.Add(new TopologyFault(check.Domain.Source,
                $"{check.Path}: with every controller dead its {check.Servers} servers draw {check.FailSafeDraw} at the fail-safe caps ({plan.FailSafe}), {Watts.Zero - check.Headroom} more than its limit of "
                + $"{check.Domain.Limit}; lower the fail-safe, raise the limit or remove servers (law P6)"));
        }
    }

    private static void CheckBreaker(TopologyPlan plan, DomainCheck check, List<TopologyFault> faults)
    {
        if (check.Domain.Breaker is not { } curve || !(check.Domain.Limit > Watts.Zero))
            return;
        if (check.SecondsToTrip <= check.ReactionSeconds)
        {
            faults.Add(new TopologyFault(check.Domain.Source,
                $"{check.Path}: at its worst, {check.WorstOverload:P0} of the limit, the breaker ({curve.Name}) trips after {check.SecondsToTrip:0} s, but the brake may take {check.ReactionSeconds:0} s "
                + "from reading to effect under a single fault; shorten staleness or brake latency, raise the limit or remove servers (law P1)"));
        }

        if (check.SecondsToTrip <= check.ReactionSeconds)
            return;
        Watts braked = Braked(check.Domain, hot: false), brakedHot = Braked(check.Domain, hot: true);
        (string child, Watts settled, Watts hot) = WorstUnbrakedChild(check.Domain);
        double forSeconds = Math.Max(FansSlowDownSeconds, (plan.Timing.Lease + plan.Timing.ClockLatency).TotalSeconds);
        double damage = (check.ReactionSeconds / check.SecondsToTrip) + (forSeconds / curve.SecondsToTrip((brakedHot + hot) / check.Domain.Limit));
        if (braked + settled > check.Domain.Limit || damage >= 1)
        {
            faults.Add(new TopologyFault(check.Domain.Source,
                $"{check.Path}: braked, with {child} out of reach of its brake, it still draws {brakedHot + hot} of {check.Domain.Limit} at first and {braked + settled} once fans have slowed; "
                + "the breaker trips; raise the limit or remove servers (law P1)"));
        }
    }

    /// <summary>What a braked domain draws at most: once the part that is not GPU has settled, or at first, while fans still cool the heat of before.</summary>
    private static Watts Braked(TopologyDomain domain, bool hot)
    {
        Watts sum = Watts.Zero;
        foreach (TopologyServer server in domain.AllServers())
            sum += hot ? BrakedHot(server.Model) : server.Model.WorstDraw(server.Model.Gpu.BrakeClock);
        return sum;
    }

    private static Watts BrakedHot(ServerModel model) => (model.Gpu.WorstDraw(model.Gpu.BrakeClock) * model.GpuCount) + model.NonGpuMax;

    /// <summary>
    /// The child that adds most when the brake does not reach it, and how much: a server whose actuators are stuck, or a domain whose controller is gone, until its lease is over and the
    /// fail-safe acts.
    /// </summary>
    private static (string Name, Watts Settled, Watts Hot) WorstUnbrakedChild(TopologyDomain domain)
    {
        (string Name, Watts Settled, Watts Hot) worst = ("nobody", Watts.Zero, Watts.Zero);
        foreach (TopologyServer server in domain.AllServers())
        {
            Watts free = server.Model.WorstDraw(Megahertz.Unlimited);
            Keep(server.Name, free - server.Model.WorstDraw(server.Model.Gpu.BrakeClock), free - BrakedHot(server.Model));
        }

        foreach (TopologyDomain child in domain.Domains)
        {
            // Its fail-safe holds once the lease is over, so it counts only while the overload lasts, not for good.
            Keep(child.Name, Watts.Zero, child.WorstCase().Under(Ceilings.Free) - Braked(child, hot: true));
        }

        return worst;

        void Keep(string name, Watts settled, Watts hot)
        {
            if (hot > worst.Hot)
                worst = (name, Watts.Max(worst.Settled, settled), hot);
            else
                worst.Settled = Watts.Max(worst.Settled, settled);
        }
    }

    /// <summary>An absolute ceiling above a low-priority GPU's own maximum leaves it free; high priority must not be capped then (law P7).</summary>
    private static void CheckPriorities(TopologyDomain domain, string path, List<TopologyFault> faults)
    {
        if (!domain.HasLimit)
            return;
        HashSet<GpuModel> low = [.. domain.AllServers().Where(static server => server.Priority == Priority.Low).Select(static server => server.Model.Gpu)];
        HashSet<GpuModel> high = [.. domain.AllServers().Where(static server => server.Priority == Priority.High).Select(static server => server.Model.Gpu)];
        foreach (Rung rung in domain.Ladder.Rungs.Where(static rung => !rung.IsBrake))
        {
            GpuModel? free = low.FirstOrDefault(gpu => rung.Ceilings.Low.Resolve(gpu) > gpu.MaxClock);
            GpuModel? capped = high.FirstOrDefault(gpu => rung.Ceilings.High.Resolve(gpu) <= gpu.MaxClock || rung.Ceilings.Price.High > 0);
            if (free is not null && capped is not null)
            {
                faults.Add(new TopologyFault(domain.Source,
                    $"{path}: rung '{rung.Name}' caps high-priority {capped.Name} at {rung.Ceilings.Of(Priority.High)}, but leaves low-priority {free.Name} free: its maximum is {free.MaxClock}; "
                    + "write the ceilings as shares of the maximum clock (law P7)"));
            }
        }
    }

    private static void CheckTiming(TopologyPlan plan, List<TopologyFault> faults)
    {
        ControlTiming timing = plan.Timing;
        if (timing.Heartbeat < timing.Telemetry)
            faults.Add(new TopologyFault(plan.Root.Source, $"heartbeat ({Seconds(timing.Heartbeat)}) is shorter than the telemetry period ({Seconds(timing.Telemetry)}); it must be at least as long"));
        if (timing.Staleness < timing.Heartbeat + timing.Telemetry)
            faults.Add(new TopologyFault(plan.Root.Source, $"staleness ({Seconds(timing.Staleness)}) must be at least one heartbeat and one telemetry period ({Seconds(timing.Heartbeat + timing.Telemetry)})"));
        if (timing.Renewal < timing.Telemetry)
            faults.Add(new TopologyFault(plan.Root.Source, $"lease ({Seconds(timing.Lease)}) must be at least three telemetry periods ({Seconds(timing.Telemetry * 3)}), so that it can be renewed"));
        foreach (TopologyDomain domain in plan.Root.AllDomains())
        {
            if (domain.Ladder.Top > 0 && domain.HasLimit && domain.Ladder.Hold < timing.Telemetry)
                faults.Add(new TopologyFault(domain.Source, $"{domain.Name}: hold ({Seconds(domain.Ladder.Hold)}) must be at least one telemetry period ({Seconds(timing.Telemetry)})"));
        }
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.###} s";

    private static string Word(DomainKind kind) => kind switch { DomainKind.Site => "site", DomainKind.Row => "row", DomainKind.Pdu => "PDU", _ => "rack" };
}
