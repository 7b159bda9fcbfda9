using PowerActors.Cluster.Journal;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Topology;

namespace PowerActors.Cluster.Node;

/// <summary>How a request of an operator ended.</summary>
public enum DeskOutcome
{
    /// <summary>It holds now.</summary>
    Done,

    /// <summary>It cannot be; the faults say why.</summary>
    Refused,

    /// <summary>There is no such override.</summary>
    NotFound,

    /// <summary>It would loosen something, and the journal cannot keep it now (law P10).</summary>
    NotKept,
}

/// <summary>The answer to an operator.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Faults">Fields and what is wrong with them.</param>
/// <param name="Said">The override that holds now, or held until now.</param>
public sealed record DeskAnswer(DeskOutcome Outcome, IReadOnlyList<(string Field, string Fault)> Faults, Override? Said = null);

/// <summary>
/// Where operators speak: checks what they say, keeps it in the journal, and turns everything that holds now into what each domain is told. Thread-safe.
/// </summary>
public sealed class OperatorDesk
{
    private readonly Lock _gate = new();
    private readonly TopologyDomain _root;
    private readonly JournalWriter _journal;
    private readonly SteadyClock _clock;
    private readonly TimeZoneInfo _zone;
    private readonly SteeringPlan _plan;
    private readonly OverrideBook _book;
    private readonly NodeEvents _events;
    private readonly Dictionary<string, DomainSteering> _told;
    private Action<IReadOnlyDictionary<string, DomainSteering>> _steer = static _ => { };

    /// <summary>Opens the desk with what the journal knows.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="mode">The mode of every domain that nobody has spoken of.</param>
    /// <param name="journal">Where everything is kept.</param>
    /// <param name="events">Who hears of it.</param>
    /// <param name="clock">What times end by.</param>
    /// <param name="zone">The site's time zone.</param>
    public OperatorDesk(TopologyDomain root, ControlMode mode, JournalWriter journal, NodeEvents events, SteadyClock clock, TimeZoneInfo zone)
    {
        _root = root;
        _journal = journal;
        _events = events;
        _clock = clock;
        _zone = zone;
        _plan = new SteeringPlan(root, _ => mode);
        (_book, NotUnderstood) = OverrideBook.Load(journal.States);
        _told = new Dictionary<string, DomainSteering>(Resolve(), StringComparer.Ordinal);
    }

    /// <summary>Overrides in the journal that this version does not understand.</summary>
    public IReadOnlyList<string> NotUnderstood { get; }

    /// <summary>The overrides in force.</summary>
    public IReadOnlyList<Override> InForce
    {
        get
        {
            lock (_gate)
                return [.. _book.InForce.OrderBy(static said => said.Path, StringComparer.Ordinal).ThenBy(static said => said.From)];
        }
    }

    /// <summary>Servers that are to be given no new work.</summary>
    public IReadOnlySet<string> Drained
    {
        get
        {
            lock (_gate)
                return SteeringPlan.Drained(Lasting(), _clock.Now);
        }
    }

    /// <summary>What a domain is told.</summary>
    public DomainSteering Of(string path)
    {
        lock (_gate)
            return _told.GetValueOrDefault(path, DomainSteering.None);
    }

    /// <summary>Who tells the domains; they have what <see cref="Of"/> says when they start.</summary>
    public void Connect(Action<IReadOnlyDictionary<string, DomainSteering>> steer)
    {
        lock (_gate)
            _steer = steer;
    }

    /// <summary>An operator says something.</summary>
    /// <param name="said">What; the same path and id as one in force replaces it.</param>
    public DeskAnswer Say(Override said)
    {
        lock (_gate)
        {
            IReadOnlyList<(string, string)> faults = OverrideCheck.Faults(said, _root, _clock.Now);
            if (faults.Count > 0)
                return new DeskAnswer(DeskOutcome.Refused, faults);
            Override? before = _book.Find(said.Path, said.Id);
            _book.Add(said);
            (string type, string value) = OverrideText.Write(said);
            JournalRecord record = new(_clock.Now, said.Path, 0, new JournalEvent.OverrideSet(said.Id, type, value, said.Until)) { Author = said.Author, Reason = said.Reason };
            if (!Keep(record))
            {
                _book.Remove(said);
                if (before is not null)
                    _book.Add(before);
                return new DeskAnswer(DeskOutcome.NotKept, []);
            }

            _events.Publish("override", said.Path, $"{type} {value}".TrimEnd() + $" by {said.Author}: {said.Reason}");
            Apply();
            return new DeskAnswer(DeskOutcome.Done, [], said);
        }
    }

    /// <summary>An operator takes something back.</summary>
    /// <param name="id">Which.</param>
    /// <param name="author">Who.</param>
    /// <param name="reason">Why.</param>
    public DeskAnswer TakeBack(string id, string author, string reason)
    {
        lock (_gate)
        {
            if (_book.Find(id) is not { } said)
                return new DeskAnswer(DeskOutcome.NotFound, []);
            return new DeskAnswer(End(said, "withdrawn", author, reason) ? DeskOutcome.Done : DeskOutcome.NotKept, [], said);
        }
    }

    /// <summary>Looks at the clock: ends what is over, and follows the times of the day. Once a second or so.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            foreach (Override over in _book.InForce.Where(said => said.Until <= _clock.Now).ToArray())
                End(over, "expired", author: null, reason: null);
            Apply();
        }
    }

    private bool End(Override said, string cause, string? author, string? reason)
    {
        _book.Remove(said);
        if (!Keep(new JournalRecord(_clock.Now, said.Path, 0, new JournalEvent.OverrideEnded(said.Id, cause)) { Author = author, Reason = reason }))
        {
            _book.Add(said);
            return false;
        }

        _events.Publish("override-end", said.Path, $"{said.Id} {cause}");
        Apply();
        return true;
    }

    /// <summary>Keeps a record of what the book now says: at once where that loosens anything, or not at all.</summary>
    private bool Keep(JournalRecord record)
    {
        bool loosens = Resolve().Any(told => told.Value.LoosensAfter(_told.GetValueOrDefault(told.Key, DomainSteering.None)));
        if (_journal.TryCommit(record))
            return true;
        if (loosens)
            return false;
        _journal.Write(record with { Id = Guid.CreateVersion7() });
        return true;
    }

    private void Apply()
    {
        Dictionary<string, DomainSteering> changed = new(StringComparer.Ordinal);
        foreach ((string path, DomainSteering now) in Resolve())
        {
            DomainSteering before = _told.GetValueOrDefault(path, DomainSteering.None);
            if (now.SaysTheSameAs(before) || !KeepChanges(path, before, now))
                continue;
            _told[path] = now;
            changed.Add(path, now);
        }

        if (changed.Count > 0)
            _steer(changed);
    }

    /// <summary>Budgets and modes that change with the time of day have no operator behind them at that moment: they are kept for themselves.</summary>
    private bool KeepChanges(string path, DomainSteering before, DomainSteering now)
    {
        List<JournalEvent> changes = [];
        if (now.Budget != before.Budget)
            changes.Add(new JournalEvent.BudgetChanged(Finite(before.Budget), Finite(now.Budget)));
        if (now.Mode != before.Mode)
            changes.Add(new JournalEvent.ModeChanged(NameOf(before.Mode), NameOf(now.Mode)));
        bool loosens = now.LoosensAfter(before);
        foreach (JournalEvent change in changes)
        {
            JournalRecord record = new(_clock.Now, path, 0, change);
            if (loosens && !_journal.TryCommit(record))
                return false;
            if (!loosens)
                _journal.Write(record);
            _events.Publish(change.Kind, path, change switch
            {
                JournalEvent.BudgetChanged budget => budget.To is { } watts ? $"budget {watts:0} W" : "budget is the limit",
                JournalEvent.ModeChanged mode => mode.To,
                _ => "",
            });
        }

        return true;

        static double? Finite(Core.Units.Watts power) => double.IsFinite(power.Value) ? power.Value : null;
        static string NameOf(ControlMode mode) => mode == ControlMode.Shadow ? "shadow" : "enforce";
    }

    private IReadOnlyDictionary<string, DomainSteering> Resolve() => _plan.Resolve(Lasting(), _clock.Now, _zone);

    /// <summary>Until its end is kept, an override is in force, whatever the clock says.</summary>
    private IEnumerable<Override> Lasting() => _book.InForce.Select(static said => said with { Until = null });
}
