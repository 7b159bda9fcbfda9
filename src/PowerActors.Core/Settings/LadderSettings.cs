using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;

namespace PowerActors.Core.Settings;

/// <summary>The section <c>ladders</c>: policies by name. <c>none</c>, which only watches, is always known.</summary>
public static class LadderSettings
{
    /// <summary>Reads every ladder. A faulty one is noted, and stands as <see cref="KnownLadders.Polca"/> so that what refers to it can still be checked.</summary>
    /// <param name="root">All settings.</param>
    /// <param name="timing">Gives the settle time of rungs that name none: the clock latency.</param>
    public static IReadOnlyDictionary<string, Ladder> Read(SettingsReader root, ControlTiming timing)
    {
        Dictionary<string, Ladder> ladders = new(StringComparer.Ordinal) { [Ladder.None.Name] = Ladder.None };
        foreach ((string name, SettingsReader reader) in root.Named("ladders"))
        {
            int before = root.Faults.Count;
            Ladder ladder = ReadOne(name, reader, timing);
            if (name == Ladder.None.Name)
                root.Faults.Add(reader.Origin, $"{reader.Path} cannot be set: none is the ladder without rungs; choose another name");
            else
                ladders[name] = root.Faults.Count == before ? ladder : KnownLadders.Polca(timing.ClockLatency) with { Name = name };
        }

        return ladders;
    }

    private static Ladder ReadOne(string name, SettingsReader reader, ControlTiming timing)
    {
        int before = reader.Faults.Count;
        TimeSpan hold = reader.Time("hold", TimeSpan.Zero, TimeSpan.FromDays(1)) ?? KnownLadders.DefaultHold;
        reader.RequireWritten("rungs", "list its rungs, mildest first");
        IReadOnlyList<SettingsReader> rungReaders = reader.Objects("rungs");
        List<Rung> rungs = [.. rungReaders.Select(rung => ReadRung(rung, timing))];
        reader.RefuseUnknown();
        Ladder ladder = new() { Name = name, Hold = hold, Rungs = rungs };
        if (reader.Faults.Count > before)
            return ladder;
        foreach ((int rung, string fault) in ladder.Validate())
            reader.Faults.Add(rung < 0 ? reader.OriginOf("hold") : rungReaders[rung].Origin, $"{reader.Path}: {fault}");
        return ladder;
    }

    private static Rung ReadRung(SettingsReader reader, ControlTiming timing)
    {
        reader.RequireWritten("name", "give it a short one, such as T1");
        reader.RequireWritten("enter", "say at which utilization it is climbed to, such as \"80 %\"");
        reader.RequireWritten("leave", "say below which utilization it is left, such as \"75 %\"");
        Rung rung = new()
        {
            Name = reader.Text("name") ?? "",
            EnterAt = reader.Share("enter", 0, 2) ?? 1,
            LeaveBelow = reader.Share("leave", 0, 2) ?? .5,
            Settle = reader.Time("settle", TimeSpan.Zero, TimeSpan.FromHours(1)) ?? timing.ClockLatency,
            Ceilings = new Ceilings(
                CeilingSettings.Read(reader, "low") ?? ClockCeiling.Free, CeilingSettings.Read(reader, "high") ?? ClockCeiling.Free, reader.Flag("brake") ?? false)
            {
                Price = new PerPriority<double>(reader.Share("low-price", 0, Ceilings.HighestPrice) ?? 0, reader.Share("high-price", 0, Ceilings.HighestPrice) ?? 0),
            },
        };
        reader.RefuseUnknown();
        return rung;
    }
}
