using System.Collections;
using PowerActors.Core.Settings;

namespace PowerActors.Cli.Settings;

/// <summary>
/// Settings from environment variables: <c>POWERACTORS__timing__lease</c> is <c>timing.lease</c>. Most shells refuse <c>-</c> in a variable's name and many people write it in capitals, so
/// <c>POWERACTORS__TIMING__CLOCK_LATENCY</c> is <c>timing.clock-latency</c>: case aside, and <c>_</c> for <c>-</c>.
/// </summary>
internal static class EnvironmentOverrides
{
    /// <summary>What the names begin with.</summary>
    public const string Prefix = "POWERACTORS__";

    /// <summary>The variables of this process that begin with the prefix.</summary>
    public static IReadOnlyDictionary<string, string> OfProcess()
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (entry is { Key: string name, Value: string value } && name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                found[name] = value;
        }

        return found;
    }

    /// <summary>The setting that a variable stands for.</summary>
    /// <param name="name">The variable's name.</param>
    /// <param name="value">Its value: plain text, or HOCON where it begins with a bracket, a quote or <c>${</c>, or is null.</param>
    /// <param name="known">The settings so far: a name is written as it stands there.</param>
    public static SettingsOverride Read(string name, string value, SettingsNode known)
    {
        List<string> path = [];
        SettingsNode? node = known;
        foreach (string part in name[Prefix.Length..].Split("__"))
        {
            string key = node is null ? Guess(part) : KeyLike(part, node);
            path.Add(key);
            node = node?.Find([key]);
        }

        bool isHocon = value.Length > 0 && (value[0] is '{' or '[' or '"' || value.StartsWith("${", StringComparison.Ordinal) || value is "null");
        return new SettingsOverride(path, isHocon ? value : SettingsOverride.Quote(value), $"environment variable {name}");
    }

    private static string KeyLike(string part, SettingsNode node)
    {
        foreach (SettingsField field in node.Fields)
        {
            if (field.Key == part)
                return part;
        }

        foreach (SettingsField field in node.Fields)
        {
            if (string.Equals(field.Key.Replace('-', '_'), part.Replace('-', '_'), StringComparison.OrdinalIgnoreCase))
                return field.Key;
        }

        return Guess(part);
    }

    private static string Guess(string part) => part.Any(char.IsAsciiLetterLower) ? part : part.ToLowerInvariant().Replace('_', '-');
}
