namespace PowerActors.Cli.Settings;

/// <summary>Where settings come from, weak to strong: the built-in reference, files, environment, <c>--set</c>, the command's own options.</summary>
internal sealed record SettingsSources
{
    /// <summary>Files in HOCON, JSON or properties, as the user named them; a later one wins.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Environment variables that begin with <see cref="EnvironmentOverrides.Prefix"/>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Assignments <c>path=value</c>; a later one wins.</summary>
    public IReadOnlyList<string> Sets { get; init; } = [];

    /// <summary>What the command's own options stand for.</summary>
    public IReadOnlyList<SettingsOverride> Options { get; init; } = [];
}

/// <summary>One setting that is written outside of any file.</summary>
/// <param name="Path">Its path; a number is the position in a list.</param>
/// <param name="Value">Its value in HOCON.</param>
/// <param name="Name">What messages call the source: <c>--set</c>, <c>--seed</c>, <c>environment variable X</c>.</param>
/// <param name="Appends">True for <c>+=</c>.</param>
internal sealed record SettingsOverride(IReadOnlyList<string> Path, string Value, string Name, bool Appends = false)
{
    /// <summary>An override whose value is taken as it stands, whatever characters are in it.</summary>
    public static SettingsOverride OfText(string name, string value, params string[] path) => new(path, Quote(value), name);

    /// <summary>Whether a source is not a file but an option or an environment variable.</summary>
    public static bool IsName(string source) => source.StartsWith("--", StringComparison.Ordinal) || source.StartsWith("environment variable ", StringComparison.Ordinal);

    /// <summary>Text as a quoted HOCON string.</summary>
    public static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n")}\"";
}
