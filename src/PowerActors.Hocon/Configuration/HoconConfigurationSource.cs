using Microsoft.Extensions.Configuration;

namespace PowerActors.Hocon.Configuration;

/// <summary>A HOCON file or document as a source of configuration.</summary>
public sealed class HoconConfigurationSource : IConfigurationSource
{
    /// <summary>The file; null where <see cref="Document"/> is given.</summary>
    public string? Path { get; init; }

    /// <summary>The document; null where <see cref="Path"/> is given.</summary>
    public HoconDocument? Document { get; init; }

    /// <summary>Whether a missing file counts as empty. A file that exists must be right in any case.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether changes of the file, or of one it includes, are taken over while running. A change that is not right is not taken over at all.</summary>
    public bool ReloadOnChange { get; init; }

    /// <summary>How to parse; null for the defaults.</summary>
    public HoconParseOptions? ParseOptions { get; init; }

    /// <summary>How to resolve; null for the process' environment.</summary>
    public HoconResolveOptions? ResolveOptions { get; init; }

    /// <summary>Told of a change that was not right and so not taken over; null to ignore it.</summary>
    public Action<HoconException>? OnReloadFailed { get; init; }

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new HoconConfigurationProvider(this);
}
