using System.Globalization;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Hocon;

namespace PowerActors.Cli.Settings;

/// <summary>
/// Lays the sources over one another and resolves them as one document, so that a substitution sees what overrides: <c>--set timing.clock-latency="1 s"</c> changes the settle time of
/// every rung that refers to it.
/// <para>
/// The layers are HOCON documents rather than the flat keys of Microsoft.Extensions.Configuration: flat keys lose the order of names, the difference between an empty list and none, and
/// nulls, and they merge lists element by element, so that a site of one row would keep the second row of the file below. The result can be had as such a configuration
///.
/// </para>
/// </summary>
internal static class SettingsLoader
{
    /// <summary>Loads settings.</summary>
    /// <exception cref="InputException">A source cannot be read, does not parse or resolve, or has a key that nothing reads; all such faults of one stage together.</exception>
    public static LoadedSettings Load(SettingsSources sources)
    {
        HoconDocument document = LoadFiles(sources.Files);
        List<SettingsOverride> overrides = ReadOverrides(sources, document);
        ListOverrides lists = new();
        SettingsNode? below = null;
        foreach (SettingsOverride change in overrides)
        {
            if (change.Path.Any(static step => int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                && ListOverrides.PassesList(below ??= Resolve(document), change.Path))
            {
                document = lists.Add(change).WithFallback(document);
            }
            else
            {
                document = Document(change, Render(change.Path)).WithFallback(document);
            }
        }

        SettingsNode root = ReferenceSettings.WithoutDefaultTree(lists.Apply(Resolve(document)));
        if (sources.Files.Count > 0 || overrides.Count > 0)
        {
            SettingsFaults faults = new(NearestName.Find);
            UnknownKeys.Refuse(root, Resolve(ReferenceSettings.Document), faults);
            return new LoadedSettings(root, document, faults);
        }

        return new LoadedSettings(root, document, new SettingsFaults(NearestName.Find));
    }

    /// <summary>Loads settings from text that somebody sent: nothing of this machine's files or environment flows into them.</summary>
    /// <exception cref="InputException">It does not parse or resolve.</exception>
    public static LoadedSettings LoadText(string text, string name)
    {
        HoconDocument document = HoconDocument.ParseText(text, name, new HoconParseOptions { MayInclude = false, MaxDepth = 100 }).WithFallback(ReferenceSettings.Document);
        SettingsNode root = ReferenceSettings.WithoutDefaultTree(HoconSettings.ToNode(document.ResolveObject(new HoconResolveOptions { Environment = static _ => null, MaxExpansion = 1_000_000 })));
        SettingsFaults faults = new(NearestName.Find);
        UnknownKeys.Refuse(root, Resolve(ReferenceSettings.Document), faults);
        return new LoadedSettings(root, document, faults);
    }

    private static HoconDocument LoadFiles(IReadOnlyList<string> files)
    {
        HoconDocument document = ReferenceSettings.Document;
        List<InputFault> faults = [];
        foreach (string file in files)
        {
            try
            {
                document = HoconDocument.ParseFile(file).WithFallback(document);
            }
            catch (HoconException e)
            {
                faults.AddRange(HoconSettings.ToInputException(e).Faults);
            }
        }

        return faults.Count == 0 ? document : throw new InputException(faults);
    }

    private static List<SettingsOverride> ReadOverrides(SettingsSources sources, HoconDocument document)
    {
        List<SettingsOverride> overrides = [];
        if (sources.Environment.Count > 0)
        {
            SettingsNode known = Resolve(document);
            overrides.AddRange(sources.Environment.Select(variable => EnvironmentOverrides.Read(variable.Key, variable.Value, known)));
        }

        List<InputFault> faults = [];
        foreach (string assignment in sources.Sets)
        {
            try
            {
                overrides.Add(Parse(assignment));
            }
            catch (HoconException e)
            {
                faults.AddRange(HoconSettings.ToInputException(e).Faults);
            }
        }

        overrides.AddRange(sources.Options);
        return faults.Count == 0 ? overrides : throw new InputException(faults);
    }

    /// <summary>An assignment <c>path=value</c>. The reader of documents checks it first, so that its faults name the whole of it.</summary>
    private static SettingsOverride Parse(string assignment)
    {
        const string Name = "--set";
        HoconDocument.FromOverride(assignment, Name);
        bool isQuoted = false;
        int equals = 0;
        for (; assignment[equals] != '=' || isQuoted; equals++)
            isQuoted ^= assignment[equals] == '"';
        bool appends = equals > 0 && assignment[equals - 1] == '+';
        HoconPath path = HoconPath.Parse(assignment[..(appends ? equals - 1 : equals)]);
        return new SettingsOverride(path.Elements, assignment[(equals + 1)..], Name, appends);
    }

    internal static HoconDocument Document(SettingsOverride change, string path)
    {
        try
        {
            return HoconDocument.FromOverride($"{path}{(change.Appends ? "+=" : "=")}{change.Value}", change.Name);
        }
        catch (HoconException e)
        {
            throw HoconSettings.ToInputException(e);
        }
    }

    private static string Render(IReadOnlyList<string> path) => HoconPath.Of([.. path]).ToString();

    private static SettingsNode Resolve(HoconDocument document)
    {
        try
        {
            return HoconSettings.ToNode(document.ResolveObject());
        }
        catch (HoconException e)
        {
            throw HoconSettings.ToInputException(e);
        }
    }
}
