using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace PowerActors.Cli.Tests.Commands;

/// <summary>
/// Compares <c>poweractors gpus --json</c> with <c>nvidia-smi -q -x</c>, element by element: an element's name in camel case, with its text's unit appended, is the JSON
/// field's. What moves between two readings is only compared in its presence.
/// </summary>
internal static class SmiComparison
{
    private static readonly HashSet<string> Moving = new(StringComparer.Ordinal)
    {
        "instant_power_draw", "average_power_draw", "power_draw", "graphics_clock", "sm_clock", "mem_clock", "gpu_util", "memory_util", "gpu_temp", "used", "free",
    };

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["W"] = "Watts", ["MHz"] = "Megahertz", ["MiB"] = "Mebibytes", ["C"] = "Celsius", ["%"] = "Percent",
    };

    private static readonly string[] Groups = ["pci", "mig_mode", "fb_memory_usage", "utilization", "temperature", "gpu_power_readings", "clocks", "max_clocks", "clocks_event_reasons"];

    /// <summary>What differs, and how many elements both have.</summary>
    public static (List<string> Differences, int Compared) Compare(string xml, string json)
    {
        XElement smi = XDocument.Parse(xml[xml.IndexOf("<nvidia_smi_log", StringComparison.Ordinal)..]).Root!;
        JsonElement own = JsonDocument.Parse(json).RootElement;
        List<string> differences = [];
        int compared = Leaf(smi.Element("driver_version"), own, "", differences);
        compared += Leaf(smi.Element("attached_gpus"), own, "", differences);
        XElement[] gpus = [.. smi.Elements("gpu")];
        for (int i = 0; i < gpus.Length; i++)
        {
            JsonElement gpu = own.GetProperty("gpus")[i];
            foreach (string name in (string[])["product_name", "uuid", "serial", "persistence_mode"])
                compared += Leaf(gpus[i].Element(name), gpu, $"gpu {i} ", differences);
            foreach (string group in Groups)
            {
                foreach (XElement element in gpus[i].Element(group)?.Elements() ?? [])
                    compared += Leaf(element, gpu.GetProperty(Camel(group)), $"gpu {i} {group}/", differences);
            }
        }

        return (differences, compared);
    }

    private static int Leaf(XElement? element, JsonElement group, string where, List<string> differences)
    {
        if (element is null || element.HasElements)
            return 0;
        string name = element.Name.LocalName;
        string text = element.Value.Trim();
        bool isMoving = Moving.Contains(name) && element.Parent!.Name.LocalName != "max_clocks";
        isMoving |= name.StartsWith("clocks_event_reason_", StringComparison.Ordinal);
        bool isNone = text is "N/A" or "[N/A]" or "Not Supported";
        (string? suffix, string value) = Unit(text);
        JsonElement own = default;
        bool isTold = isNone
            ? Units.Values.Append("").Any(unit => group.TryGetProperty(Camel(name) + unit, out own)) // What has no value has no unit either.
            : group.TryGetProperty(Camel(name) + suffix, out own);
        if (!isTold)
            return 0;
        if (isNone)
        {
            if (own.ValueKind != JsonValueKind.Null && !isMoving)
                differences.Add($"{where}{name}: nvidia-smi has none, we have {own}");
        }
        else if (own.ValueKind == JsonValueKind.Null || (!isMoving && !Same(value, own)))
        {
            differences.Add($"{where}{name}: nvidia-smi has {text}, we have {(own.ValueKind == JsonValueKind.Null ? "none" : own)}");
        }

        return 1;
    }

    private static bool Same(string text, JsonElement own)
    {
        if (own.ValueKind != JsonValueKind.Number)
            return own.GetString() == text;
        // nvidia-smi rounds to hundredths, and memory to whole mebibytes.
        double step = text.Contains('.', StringComparison.Ordinal) ? .011 : 1.01;
        return Math.Abs(double.Parse(text, CultureInfo.InvariantCulture) - own.GetDouble()) < step;
    }

    private static (string? Suffix, string Value) Unit(string text)
    {
        string[] parts = text.Split(' ');
        string? suffix = parts.Length == 2 ? Units.GetValueOrDefault(parts[1]) : null;
        return (suffix, suffix is null ? text : parts[0]);
    }

    private static string Camel(string name)
    {
        string[] words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
