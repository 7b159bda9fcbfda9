using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace PowerActors.Hocon.Configuration;

/// <summary>Adds HOCON to a configuration, and finds where a setting came from.</summary>
public static class HoconConfigurationExtensions
{
    /// <summary>Adds a HOCON file. Later sources win, as with all configuration sources.</summary>
    /// <param name="builder">The configuration being built.</param>
    /// <param name="path">The file.</param>
    /// <param name="optional">Whether a missing file counts as empty.</param>
    /// <param name="reloadOnChange">Whether changes are taken over while running.</param>
    /// <param name="parseOptions">How to parse; null for the defaults.</param>
    /// <param name="resolveOptions">How to resolve; null for the process' environment.</param>
    public static IConfigurationBuilder AddHoconFile(
        this IConfigurationBuilder builder,
        string path,
        bool optional = false,
        bool reloadOnChange = false,
        HoconParseOptions? parseOptions = null,
        HoconResolveOptions? resolveOptions = null) => builder.Add(new HoconConfigurationSource
        {
            Path = path,
            Optional = optional,
            ReloadOnChange = reloadOnChange,
            ParseOptions = parseOptions,
            ResolveOptions = resolveOptions,
        });

    /// <summary>Adds a HOCON document.</summary>
    /// <param name="builder">The configuration being built.</param>
    /// <param name="document">The document; its root must be an object.</param>
    /// <param name="resolveOptions">How to resolve; null for the process' environment.</param>
    public static IConfigurationBuilder AddHocon(this IConfigurationBuilder builder, HoconDocument document, HoconResolveOptions? resolveOptions = null) =>
        builder.Add(new HoconConfigurationSource { Document = document, ResolveOptions = resolveOptions });

    /// <summary>Where the value that a key has now came from: the file and line in HOCON, or what kind of source overrode it.</summary>
    /// <param name="root">The configuration.</param>
    /// <param name="key">The key, its parts separated by <c>:</c>.</param>
    /// <returns>The place; null where no source has the key.</returns>
    public static HoconOrigin? FindOrigin(this IConfigurationRoot root, string key)
    {
        foreach (var provider in root.Providers.Reverse())
        {
            if (provider.TryGet(key, out _))
                return Describe(provider, key);
        }
        return null;
    }

    private static HoconOrigin Describe(IConfigurationProvider provider, string key) => provider switch
    {
        IHoconOriginProvider hocon when hocon.TryGetOrigin(key, out var origin) => origin,
        ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } when inner.FindOrigin(key) is { } origin => origin,
        EnvironmentVariablesConfigurationProvider => HoconOrigin.Of("environment variable"),
        CommandLineConfigurationProvider => HoconOrigin.Of("command line"),
        FileConfigurationProvider { Source.Path: { } path } => HoconOrigin.Of(path),
        _ => HoconOrigin.Of(provider.ToString() is { } name && name != provider.GetType().FullName ? name : provider.GetType().Name),
    };
}
