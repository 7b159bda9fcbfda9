using PowerActors.Core.Control;
using PowerActors.Core.Units;

namespace PowerActors.Core.Placement.Power;

/// <summary>
/// Keeps the power tree from being filled past what its domains may draw: knows what each domain was last heard to draw and which placements are on their way, and says whether one more
/// task may go to a node. Mutable, not safe for several threads at once, knows no clock and does no I/O.
/// </summary>
/// <remarks>
/// <para>
/// A task may go to a node if every domain above it that has a limit stays within its allowance for the task's priority: <c>power + withheld by caps + on the way + expected ≤ threshold ·
/// budget</c>. What caps withhold counts, since it comes back when they are released. A task that adds no draw is never refused.
/// </para>
/// <para>
/// Priorities. High-priority work may fill a domain further than low (<see cref="PowerDomain.Threshold"/>). Which of the nodes allowed is best the ledger does not say:
/// <see cref="PowerAwarePlacement"/> and the scheduler put them in tiers by <see cref="RoomIn"/>, so that a policy's own packing is kept within each.
/// </para>
/// <para>
/// A placement counts as on its way until the measured power of its node has risen by its watts, or until <see cref="PowerLedgerSettings.OnTheWay"/> has passed. Without measurements of
/// nodes only time ends it. It may count twice for a while, and never too little.
/// </para>
/// </remarks>
public sealed class PowerLedger
{
    private readonly PowerDomains _domains;
    private readonly PowerLedgerSettings _settings;
    private readonly DomainReading?[] _readings;
    private readonly double[] _onTheWay;
    private readonly Dictionary<int, NodeAccount> _accounts = [];
    private readonly Dictionary<string, Placement> _placements = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Placement, TimeSpan> _ripens = new();
    private readonly PriorityQueue<Placement, TimeSpan> _ends = new();
    private TimeSpan _now = TimeSpan.MinValue;

    /// <summary>A ledger that has heard of no domain yet.</summary>
    /// <param name="domains">The domains and the nodes in them.</param>
    /// <param name="settings">The times; defaults where null.</param>
    public PowerLedger(PowerDomains domains, PowerLedgerSettings? settings = null)
    {
        _domains = domains;
        _settings = settings ?? new PowerLedgerSettings();
        _readings = new DomainReading?[domains.All.Count];
        _onTheWay = new double[domains.All.Count];
    }

    /// <summary>The domains and the nodes in them.</summary>
    public PowerDomains Domains => _domains;

    /// <summary>Placements on their way.</summary>
    public int Count => _placements.Count;

    /// <summary>A domain is heard. A reading that cannot be power is ignored, as if nothing had been heard.</summary>
    /// <param name="domain">Position of the domain.</param>
    /// <param name="reading">What it said.</param>
    public void See(int domain, in DomainReading reading)
    {
        if (reading.Power.IsPlausible && reading.Withheld.IsPlausible && reading.Budget.Value >= 0)
            _readings[domain] = reading;
    }

    /// <summary>A node's power is measured.</summary>
    /// <param name="node">Position of the node.</param>
    /// <param name="power">What it draws; ignored where that cannot be power.</param>
    /// <param name="now">The present.</param>
    public void SeeNode(int node, Watts power, TimeSpan now)
    {
        if (!power.IsPlausible)
            return;
        Advance(now);
        NodeAccount account = AccountOf(node);
        double before = account.Remaining;
        account.See(power.Value);
        Shift(node, account.Remaining - before);
    }

    /// <summary>Whether a task may go to a node, and how much room is left.</summary>
    /// <param name="node">Position of the node.</param>
    /// <param name="priority">Priority of the task.</param>
    /// <param name="expected">What it will add to the node's draw; zero or less adds nothing.</param>
    /// <param name="now">The present.</param>
    public PowerAnswer Ask(int node, Priority priority, Watts expected, TimeSpan now) => AskDomain(_domains.DomainOf(node), priority, expected, now);

    /// <summary>As <see cref="Ask"/>, for any node that stands in a domain.</summary>
    /// <param name="domain">Position of the lowest domain that the node stands in.</param>
    /// <param name="priority">Priority of the task.</param>
    /// <param name="expected">What it will add to the node's draw.</param>
    /// <param name="now">The present.</param>
    public PowerAnswer AskDomain(int domain, Priority priority, Watts expected, TimeSpan now)
    {
        Advance(now);
        PowerAnswer answer = new(PowerVerdict.Allowed, -1, Watts.Zero, 1, priority, expected, Watts.Zero, Watts.Unlimited);
        foreach (int above in _domains.ChainOf(domain))
        {
            if (double.IsPositiveInfinity(_domains.All[above].Limit.Value))
                continue;
            if (_readings[above] is not { } reading || now - reading.At > _settings.Staleness)
            {
                if (expected.Value > 0)
                    return new PowerAnswer(PowerVerdict.NotHeard, above, expected, 0, priority, expected, new Watts(_onTheWay[above]), Watts.Zero);
                continue;
            }

            double allowance = AllowanceOf(above, priority, reading);
            double left = allowance - reading.Demand.Value - _onTheWay[above] - expected.Value;
            double headroom = left > 0 ? left / allowance : 0;
            bool refused = left < 0 && expected.Value > 0;
            if (refused ? -left > answer.Lacks.Value : answer.IsAllowed && headroom < answer.Headroom)
            {
                answer = new PowerAnswer(
                    refused ? PowerVerdict.OverThreshold : PowerVerdict.Allowed, above, new Watts(refused ? -left : 0), headroom, priority, expected, new Watts(_onTheWay[above]), new Watts(allowance));
            }
        }

        return answer;
    }

    /// <summary>What work of a priority may still add below a domain: one look for all nodes that stand there. Agrees with <see cref="AskDomain"/>.</summary>
    /// <param name="domain">Position of the lowest domain.</param>
    /// <param name="priority">Priority of the work.</param>
    /// <param name="now">The present.</param>
    public PowerRoom RoomIn(int domain, Priority priority, TimeSpan now)
    {
        Advance(now);
        double left = double.PositiveInfinity;
        bool capping = false;
        foreach (int above in _domains.ChainOf(domain))
        {
            if (double.IsPositiveInfinity(_domains.All[above].Limit.Value))
                continue;
            if (_readings[above] is not { } reading || now - reading.At > _settings.Staleness)
            {
                left = Math.Min(left, 0);
                continue;
            }

            capping |= reading.Rung > 0;
            left = Math.Min(left, AllowanceOf(above, priority, reading) - reading.Demand.Value - _onTheWay[above]);
        }

        return new PowerRoom(new Watts(left), capping);
    }

    /// <summary>A task goes to a node: its watts are on their way from now on. Said again under the same name, it counts once, as said last.</summary>
    /// <param name="id">Names the placement.</param>
    /// <param name="node">Position of the node.</param>
    /// <param name="expected">What it will add to the node's draw; zero or less is not kept.</param>
    /// <param name="now">The present.</param>
    public void Note(string id, int node, Watts expected, TimeSpan now)
    {
        Forget(id, now);
        if (!(expected.Value > 0) || !double.IsFinite(expected.Value))
            return;
        Placement placement = new(id, node, expected.Value);
        _placements.Add(id, placement);
        _ripens.Enqueue(placement, now + _settings.Shows);
        _ends.Enqueue(placement, now + _settings.OnTheWay);
        NodeAccount account = AccountOf(node);
        double before = account.Remaining;
        account.Add(placement.Watts);
        Shift(node, account.Remaining - before);
    }

    /// <summary>A task will not come after all, or has left already.</summary>
    /// <param name="id">The name it was noted under; any other is ignored.</param>
    /// <param name="now">The present.</param>
    public void Forget(string id, TimeSpan now)
    {
        Advance(now);
        if (_placements.TryGetValue(id, out Placement? placement))
            End(placement);
    }

    /// <summary>Watts of placements on their way into a domain.</summary>
    /// <param name="domain">Position of the domain.</param>
    /// <param name="now">The present.</param>
    public Watts OnTheWay(int domain, TimeSpan now)
    {
        Advance(now);
        return new Watts(_onTheWay[domain]);
    }

    /// <summary>Says an answer in words: <c>site/row-1 lacks 3.2 kW: it may be filled to 268 kW …</c>.</summary>
    /// <param name="answer">An answer that was just given.</param>
    public string Explain(in PowerAnswer answer)
    {
        if (answer.Domain < 0)
            return "no domain above has a limit";
        PowerDomain domain = _domains.All[answer.Domain];
        if (answer.Verdict == PowerVerdict.NotHeard)
            return $"{domain.Path} has not been heard of lately, so nobody knows what it draws; {answer.Expected} more may be too much";
        DomainReading reading = _readings[answer.Domain] ?? default;
        string priority = answer.Priority == Priority.Low ? "low" : "high";
        string may = $"{priority}-priority work may fill it to {answer.Allowance} ({domain.Threshold[answer.Priority] * 100:0.#} % of {Watts.Min(reading.Budget, domain.Limit)})";
        string draws = $"it draws {reading.Power}"
            + (reading.Withheld.Value > 0 ? $", {reading.Withheld} more without its caps" : "")
            + (answer.OnTheWay.Value > 0 ? $", {answer.OnTheWay} are on their way" : "")
            + $", and the task would add {answer.Expected}";
        return answer.IsAllowed ? $"{domain.Path} has room: {may}; {draws}" : $"{domain.Path} lacks {answer.Lacks}: {may}; {draws}";
    }

    private double AllowanceOf(int domain, Priority priority, in DomainReading reading) =>
        Watts.Min(reading.Budget, _domains.All[domain].Limit).Value * _domains.All[domain].Threshold[priority];

    private NodeAccount AccountOf(int node)
    {
        if (!_accounts.TryGetValue(node, out NodeAccount? account))
            _accounts.Add(node, account = new NodeAccount());
        return account;
    }

    private void Advance(TimeSpan now)
    {
        if (now <= _now)
            return;
        _now = now;
        while (_ripens.TryPeek(out Placement? placement, out TimeSpan at) && at <= now)
        {
            _ripens.Dequeue();
            if (!placement.IsOver)
                Ripen(placement);
        }

        while (_ends.TryPeek(out Placement? placement, out TimeSpan at) && at <= now)
        {
            _ends.Dequeue();
            if (!placement.IsOver)
                End(placement);
        }
    }

    private void Ripen(Placement placement)
    {
        placement.IsFresh = false;
        NodeAccount account = AccountOf(placement.Node);
        double before = account.Remaining;
        account.Ripen(placement.Watts);
        Shift(placement.Node, account.Remaining - before);
    }

    private void End(Placement placement)
    {
        placement.IsOver = true;
        _placements.Remove(placement.Id);
        NodeAccount account = AccountOf(placement.Node);
        double before = account.Remaining;
        account.Remove(placement.Watts, placement.IsFresh);
        Shift(placement.Node, account.Remaining - before);
        if (_placements.Count == 0)
            Array.Clear(_onTheWay); // rounding does not add up
    }

    private void Shift(int node, double watts)
    {
        if (watts == 0)
            return;
        foreach (int domain in _domains.ChainOf(_domains.DomainOf(node)))
            _onTheWay[domain] = Math.Max(0, _onTheWay[domain] + watts);
    }

    private sealed record Placement(string Id, int Node, double Watts)
    {
        public bool IsFresh { get; set; } = true;

        public bool IsOver { get; set; }
    }
}
