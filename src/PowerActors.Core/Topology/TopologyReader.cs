using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Settings;
using PowerActors.Core.Units;

namespace PowerActors.Core.Topology;

/// <summary>What a topology may refer to by name.</summary>
/// <param name="Ladders">Ladders by name.</param>
/// <param name="Breakers">Trip curves by name.</param>
/// <param name="Servers">Server models.</param>
/// <param name="Policy">The ladder of a domain that has a limit and names none.</param>
public sealed record TopologyReferences(
    IReadOnlyDictionary<string, Ladder> Ladders, IReadOnlyDictionary<string, TripCurve> Breakers, ProductCatalog<ServerModel> Servers, Ladder Policy);

/// <summary>
/// Reads the section <c>topology</c>: a site with rows, PDUs, racks and servers, each written once and counted. Levels may be left out, not reordered. A limit brings its defaults with it:
/// the policy in force, a meter, and below the site the breaker <c>row</c>.
/// </summary>
public sealed class TopologyReader
{
    /// <summary>The largest group.</summary>
    public const int MostInGroup = 100_000;

    /// <summary>The largest tree.</summary>
    public const int MostServers = 200_000;

    private static readonly (DomainKind Kind, string List, string Word)[] Levels =
        [(DomainKind.Row, "rows", "row"), (DomainKind.Pdu, "pdus", "pdu"), (DomainKind.Rack, "racks", "rack")];

    private readonly TopologyReferences _references;
    private readonly SettingsFaults _faults;
    private bool _usable = true;

    private TopologyReader(TopologyReferences references, SettingsFaults faults)
    {
        _references = references;
        _faults = faults;
    }

    /// <summary>
    /// Reads the section. Faults are noted; null when no tree can be made of it, and otherwise a tree in which what is faulty stands for nothing (a limit that cannot be read is none), so
    /// that the rest of it can still be checked.
    /// </summary>
    /// <param name="section">The section.</param>
    /// <param name="references">What it may refer to.</param>
    public static TopologyDomain? Read(SettingsReader section, TopologyReferences references)
    {
        TopologyReader reader = new(references, section.Faults);
        DomainTemplate site = reader.ReadDomain(section, DomainKind.Site);
        if (!reader._usable || !reader.CheckSize(site))
            return null;
        string name = site.Name.At(1, 1);
        reader.CheckNames(site, name);
        return new TopologyExpansion().Expand(site, name);
    }

    private DomainTemplate ReadDomain(SettingsReader reader, DomainKind kind)
    {
        bool isSite = kind == DomainKind.Site;
        NamePattern name = isSite ? ReadName(reader, "site", "site") : ReadName(reader, "name", $"{Word(kind)}-{{n}}");
        int count = isSite ? 1 : ReadCount(reader);
        Watts limit = reader.Power("limit") ?? Watts.Unlimited;
        bool hasLimit = reader.Has("limit");
        TripCurve? breaker = ReadBreaker(reader, hasLimit, isSite);
        Ladder ladder = ReadLadder(reader, hasLimit);
        bool hasMeter = reader.Flag("meter") ?? hasLimit;
        List<IReadOnlyList<DomainTemplate>> lists = [];
        foreach ((DomainKind level, string list, string word) in Levels)
        {
            if (level > kind)
                lists.Add([.. reader.Objects(list).Select(item => ReadDomain(item, level))]);
            else if (reader.Has(list))
                reader.Faults.Add(KeyOrigin(reader, list), $"{reader.Path} is a {Word(kind)} and cannot have {list}; levels go site, row, pdu, rack, server");
        }

        IReadOnlyList<ServerTemplate> servers = [.. reader.Objects("servers").Select(ReadServers)];
        reader.RefuseUnknown();
        RefuseEmpty(reader, kind, servers.Count + lists.Sum(static list => list.Count));
        return new DomainTemplate
        {
            Kind = kind,
            Name = name,
            Count = count,
            Limit = limit,
            Breaker = breaker,
            Ladder = ladder,
            HasMeter = hasMeter,
            Domains = lists,
            Servers = servers,
            Source = reader.Origin,
        };
    }

    private ServerTemplate ReadServers(SettingsReader reader)
    {
        NamePattern name = ReadName(reader, "name", "server-{n}");
        int count = ReadCount(reader);
        reader.RequireWritten("model", $"name a server, such as {ServerCatalog.DgxA100.Name}");
        ServerModel? model = HardwareSettings.Product(reader, "model", _references.Servers);
        _usable &= model is not null;
        PriorityPattern priority = PriorityPattern.AllHigh;
        if (reader.Text("priority") is { } text && !PriorityPattern.TryParse(text, out priority, out string problem))
            reader.Fault("priority", problem);
        reader.RefuseUnknown();
        return new ServerTemplate(name, count, model ?? ServerCatalog.DgxA100, priority, reader.Origin);
    }

    private static NamePattern ReadName(SettingsReader reader, string key, string standard)
    {
        string pattern = reader.Text(key) ?? standard;
        if (NamePattern.IsUsable(pattern))
            return new NamePattern(pattern, reader.OriginOf(key));
        reader.Fault(key, $"is '{pattern}'; write up to 100 letters, digits and - _ . in which {{n}} may stand for the position");
        return new NamePattern(standard, reader.Origin);
    }

    private int ReadCount(SettingsReader reader)
    {
        int? count = reader.Int32("count", 1, MostInGroup);
        _usable &= count is not null || !reader.Has("count");
        return count ?? 1;
    }

    private TripCurve? ReadBreaker(SettingsReader reader, bool hasLimit, bool isSite)
    {
        string? name = reader.Text("breaker");
        if (name is null)
            return hasLimit && !isSite && !reader.Has("breaker") ? _references.Breakers.GetValueOrDefault(TripCurve.Row.Name) ?? TripCurve.Row : null;
        if (name == BreakerSettings.None)
            return null;
        if (!_references.Breakers.TryGetValue(name, out TripCurve? curve))
            reader.Fault("breaker", $"is the unknown breaker '{name}'; {_faults.Suggest(name, _references.Breakers.Keys.Append(BreakerSettings.None))}");
        else if (!hasLimit)
            reader.Fault("breaker", $"is '{name}' but {reader.Path} has no limit for it to guard; give it a limit, or leave the breaker out");
        return curve;
    }

    private Ladder ReadLadder(SettingsReader reader, bool hasLimit)
    {
        string? name = reader.Text("ladder");
        if (name is null)
            return hasLimit ? _references.Policy : Ladder.None;
        if (!_references.Ladders.TryGetValue(name, out Ladder? ladder))
            reader.Fault("ladder", $"is the unknown ladder '{name}'; {_faults.Suggest(name, _references.Ladders.Keys)}");
        else if (!hasLimit && ladder.Top > 0)
            reader.Fault("ladder", $"is '{name}' but {reader.Path} has no limit to hold; give it a limit, or leave the ladder out");
        return ladder ?? Ladder.None;
    }

    private void RefuseEmpty(SettingsReader reader, DomainKind kind, int children)
    {
        if (children > 0)
            return;
        _usable = false;
        string lists = string.Join(", ", Levels.Where(level => level.Kind > kind).Select(static level => level.List).Append("servers"));
        if (Levels.Any(level => level.Kind > kind && reader.Has(level.List)) || reader.Has("servers"))
            reader.Faults.Add(reader.Origin, $"{reader.Path} has nothing in it; put at least one group into {lists}");
        else
            reader.Faults.Add(reader.Origin, $"{reader.Path} has nothing in it; give it {lists}");
    }

    private bool CheckSize(DomainTemplate site)
    {
        long servers = site.ServersInside;
        long domains = site.DomainsInside;
        if (servers > MostServers)
            _faults.Add(site.Source, $"the topology has {AtLeast(servers)} servers; one site can have at most {MostServers}");
        else if (domains > MostServers)
            _faults.Add(site.Source, $"the topology has {AtLeast(domains)} domains; one site can have at most {MostServers}");
        else
            return true;
        return false;
    }

    private static string AtLeast(long count) => count >= DomainTemplate.MostCounted ? "more than a thousand million" : count.ToString();

    /// <summary>Names repeat from one instance of a template to the next, so one instance of each is looked at.</summary>
    private void CheckNames(DomainTemplate domain, string path)
    {
        Dictionary<string, SourceLocation> names = new(StringComparer.Ordinal);
        foreach (IReadOnlyList<DomainTemplate> list in domain.Domains)
        {
            DomainTemplate? last = null;
            foreach ((DomainTemplate child, string name) in TopologyExpansion.Positions(list))
            {
                CheckName(names, name, child.Name.Source, path);
                if (!ReferenceEquals(child, last))
                    CheckNames(child, $"{path}/{name}");
                last = child;
            }
        }

        foreach ((ServerTemplate server, string name) in TopologyExpansion.Positions(domain.Servers))
            CheckName(names, name, server.Name.Source, path);
    }

    private void CheckName(Dictionary<string, SourceLocation> names, string name, SourceLocation source, string path)
    {
        if (!names.TryAdd(name, source))
            _faults.Add(source, $"'{name}' stands twice in {path}, first at {names[name]}; a name must be unique among its siblings");
    }

    private static SourceLocation KeyOrigin(SettingsReader reader, string key)
    {
        foreach (SettingsField field in reader.Node.Fields)
        {
            if (field.Key == key)
                return field.KeyOrigin;
        }

        return reader.Origin;
    }

    private static string Word(DomainKind kind) => kind == DomainKind.Site ? "site" : Levels.First(level => level.Kind == kind).Word;
}
