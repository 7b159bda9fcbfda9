using PowerActors.Core.Energy.Serving;

namespace PowerActors.Cli.Output;

/// <summary>What a serving plan's output calls the settings of a profile: with the GPU where the profile has more than one, without where each row would only repeat it.</summary>
/// <param name="profile">The profile.</param>
internal sealed class ServingNames(ServingProfile profile)
{
    private const string Unnamed = "unnamed GPU";
    private const int LeastWidth = 24;
    private const int MostWidth = 36;

    private readonly string _model = profile.Settings[0].Setting.Model;
    private readonly string[] _gpus = GpusOf(profile);
    private readonly Dictionary<string, string> _short = Shortened(GpusOf(profile));

    /// <summary>Whether settings are named with their GPUs.</summary>
    public bool HasSeveralGpus => _gpus.Length > 1;

    /// <summary>The model and its GPU, such as <c>llama on A100-SXM4-80GB</c> or <c>llama on 2 kinds of GPU</c>; empty where the profile names neither.</summary>
    public string Subject => string.Join(" on ", ((string[])[_model, HasSeveralGpus ? $"{_gpus.Length} kinds of GPU" : _gpus[0]]).Where(static name => name.Length > 0));

    /// <summary>All GPUs, as in the profile.</summary>
    public string Gpus => string.Join(", ", _gpus.Select(static gpu => gpu.Length > 0 ? gpu : Unnamed));

    /// <summary>Columns of a table that settings take.</summary>
    public int Width => HasSeveralGpus ? Math.Clamp(profile.Settings.Max(curves => Short(curves.Setting).Length), LeastWidth, MostWidth) : LeastWidth;

    /// <summary>With the GPU's whole name, for where there is room: <c>A100-SXM4-80GB 1200 MHz TP4 PP2</c>.</summary>
    /// <param name="setting">A setting of the profile.</param>
    public string Full(ServingSetting setting) => HasSeveralGpus ? $"{(setting.Gpu.Length > 0 ? setting.Gpu : Unnamed)} {setting}" : setting.ToString();

    /// <summary>With as much of the GPU's name as tells it from the others: <c>A100 1200 MHz TP4 PP2</c>.</summary>
    /// <param name="setting">A setting of the profile.</param>
    public string Short(ServingSetting setting) => HasSeveralGpus ? $"{_short[setting.Gpu]} {setting}" : setting.ToString();

    private static string[] GpusOf(ServingProfile profile) => [.. profile.Settings.Select(static curves => curves.Setting.Gpu).Distinct(StringComparer.Ordinal)];

    // Product names read from the general to the particular, A100-SXM4-80GB: as many parts of each as tell all of them apart.
    private static Dictionary<string, string> Shortened(string[] gpus)
    {
        for (int parts = 1; parts < 8; parts++)
        {
            Dictionary<string, string> names = gpus.ToDictionary(static gpu => gpu, gpu => gpu.Length > 0 ? Head(gpu, parts) : Unnamed, StringComparer.Ordinal);
            if (names.Values.Distinct(StringComparer.Ordinal).Count() == gpus.Length)
                return names;
        }

        return gpus.ToDictionary(static gpu => gpu, static gpu => gpu.Length > 0 ? gpu : Unnamed, StringComparer.Ordinal);
    }

    private static string Head(string name, int parts)
    {
        int end = -1;
        for (int i = 0; i < parts; i++)
        {
            int next = name.AsSpan(end + 1).IndexOfAny(' ', '-');
            if (next < 0)
                return name;
            end += next + 1;
        }

        return name[..end];
    }
}
