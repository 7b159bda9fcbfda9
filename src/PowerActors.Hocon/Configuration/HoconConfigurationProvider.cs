using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace PowerActors.Hocon.Configuration;

/// <summary>Gives the settings of a HOCON file or document to <c>IConfiguration</c>, and says where each was written.</summary>
public sealed class HoconConfigurationProvider : ConfigurationProvider, IHoconOriginProvider, IDisposable
{
    private readonly HoconConfigurationSource _source;
    private readonly List<IDisposable> _watches = [];
    private readonly HashSet<string> _watched = new(StringComparer.Ordinal);
    private readonly Lock _loading = new();
    private bool _isDisposed;
    private Dictionary<string, HoconOrigin> _origins = new(StringComparer.OrdinalIgnoreCase);

    internal HoconConfigurationProvider(HoconConfigurationSource source) => _source = source;

    /// <summary>Reads, parses and resolves the file or document.</summary>
    /// <exception cref="HoconException">It cannot be read, does not parse or does not resolve. Nothing is taken over.</exception>
    public override void Load()
    {
        lock (_loading)
        {
            var files = Read();
            if (_source.ReloadOnChange && !_isDisposed && _source.Path is { } path)
                Watch([System.IO.Path.GetFullPath(path), .. files]);
        }
    }

    /// <inheritdoc/>
    public bool TryGetOrigin(string key, out HoconOrigin origin) => _origins.TryGetValue(key, out origin);

    /// <summary>Stops watching files.</summary>
    /// <remarks>To stop a watch is to wait for a reload of it that has begun, and that one may wait for its turn: so it is stopped out of turn.</remarks>
    public void Dispose()
    {
        IDisposable[] watches;
        lock (_loading)
        {
            _isDisposed = true;
            watches = [.. _watches];
            _watches.Clear();
            _watched.Clear();
        }

        foreach (IDisposable watch in watches)
            watch.Dispose();
    }

    /// <summary>The file's name.</summary>
    public override string ToString() => _source.Path ?? "HOCON document";

    private IReadOnlyList<string> Read()
    {
        var document = _source.Document ?? (_source.Optional && !File.Exists(_source.Path) ? HoconDocument.Empty : HoconDocument.ParseFile(_source.Path!, _source.ParseOptions));
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var origins = new Dictionary<string, HoconOrigin>(StringComparer.OrdinalIgnoreCase);
        HoconFlattening.Flatten(document.ResolveObject(_source.ResolveOptions), data, origins);
        Data = data;
        _origins = origins;
        return document.Files;
    }

    private void Watch(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            if (System.IO.Path.GetDirectoryName(file) is not { } directory || !Directory.Exists(directory) || !_watched.Add(file))
                continue;
            var provider = new PhysicalFileProvider(directory);
            _watches.Add(provider);
            _watches.Add(ChangeToken.OnChange(() => provider.Watch(System.IO.Path.GetFileName(file)), Reload));
        }
    }

    private void Reload()
    {
        try
        {
            Load();
        }
        catch (HoconException e)
        {
            _source.OnReloadFailed?.Invoke(e);
            return;
        }
        OnReload();
    }
}
