using System.Globalization;
using System.Text.Json;
using PowerActors.Core.Units;

namespace PowerActors.Cli.Output;

/// <summary>The live tree as a table of at most 100 columns.</summary>
internal static class LiveTreeTable
{
    private const int NameWidth = 31;

    public static void Write(JsonElement root, bool servers, TextWriter to)
    {
        to.WriteLine($"{"DOMAIN",-NameWidth}{"POWER",10}{"BUDGET",10}{"USED",8}  {"RUNG",-8}{"WITHHELD",9}{"SILENT",7}  {"MODE",-8}{"AGE",5}");
        if (Domain(root, 0, servers, to))
            to.WriteLine("?  some below were not heard yet: it is the power of the others, and nothing is loosened");
    }

    /// <summary>True where any of the domains still waits for some below it.</summary>
    private static bool Domain(JsonElement domain, int depth, bool servers, TextWriter to)
    {
        string name = new string(' ', depth * 2) + NameOf(domain);
        bool awaits = domain.TryGetProperty("awaitsChildren", out JsonElement waiting) && waiting.ValueKind == JsonValueKind.True;
        int? silent = Number(domain, "silentChildren") is { } count ? (int)count : null;
        to.WriteLine(
            $"{Text.Tail(name, NameWidth - 1),-NameWidth}{Power(domain, "powerWatts") + (awaits ? "?" : ""),10}{Power(domain, "budgetWatts"),10}{Share(domain, "utilization"),8}  "
            + $"{(domain.GetProperty("ladder").GetString() == "none" ? "-" : domain.GetProperty("rung").GetString()),-8}{Power(domain, "withheldWatts"),9}{(silent is > 0 ? silent.Value.ToString(CultureInfo.InvariantCulture) : "-"),7}  "
            + $"{domain.GetProperty("mode").GetString(),-8}{Age(domain),5}");
        foreach (JsonElement child in domain.GetProperty("domains").EnumerateArray())
            awaits |= Domain(child, depth + 1, servers, to);
        if (!servers)
            return awaits;
        foreach (JsonElement server in domain.GetProperty("servers").EnumerateArray())
            Server(server, depth + 1, to);
        return awaits;
    }

    private static void Server(JsonElement server, int depth, TextWriter to)
    {
        string name = new string(' ', depth * 2) + NameOf(server);
        JsonElement.ArrayEnumerator gpus = server.GetProperty("gpus").EnumerateArray();
        int capped = gpus.Count(static gpu => gpu.GetProperty("brake").GetBoolean() || gpu.GetProperty("enforcedMegahertz").ValueKind == JsonValueKind.Number);
        string state = !server.GetProperty("connected").GetBoolean() ? "no agent" : capped > 0 ? $"{capped} capped" : "free";
        to.WriteLine(
            $"{Text.Tail(name, NameWidth - 1),-NameWidth}{Power(server, "powerWatts"),10}{Clocks(server),18}  {server.GetProperty("priority").GetString(),-8}{state,9}"
            + $"{"",7}  {(server.GetProperty("drained").GetBoolean() ? "drained" : ""),-8}{Age(server),5}");
    }

    /// <summary>The lowest clock that the server holds its GPUs to for energy's sake, and why; in brackets what it only would.</summary>
    private static string Clocks(JsonElement server)
    {
        if (!server.TryGetProperty("clocks", out JsonElement clocks) || clocks.ValueKind != JsonValueKind.Object)
            return "";
        double phase = Lowest(clocks, "phaseMegahertz"), governor = Lowest(clocks, "governorMegahertz");
        bool isShadow = clocks.GetProperty("governor").GetString() == "shadow";
        if (phase <= governor && double.IsFinite(phase))
            return $"{phase:0} MHz phase";
        return !double.IsFinite(governor) ? "" : isShadow ? $"({governor:0} MHz saving)" : $"{governor:0} MHz saving";
    }

    private static double Lowest(JsonElement clocks, string name) =>
        clocks.GetProperty(name).EnumerateArray().Where(static value => value.ValueKind == JsonValueKind.Number).Select(static value => value.GetDouble()).DefaultIfEmpty(double.PositiveInfinity).Min();

    private static string NameOf(JsonElement element) => element.GetProperty("path").GetString()!.Split('/')[^1];

    private static string Power(JsonElement element, string name) => Number(element, name) is { } watts ? new Watts(Math.Round(watts)).ToString() : "-";

    private static string Share(JsonElement element, string name) => Number(element, name) is { } share ? share.ToString("P1", CultureInfo.InvariantCulture) : "-";

    private static string Age(JsonElement element) => Number(element, "ageSeconds") is { } age ? age.ToString("0", CultureInfo.InvariantCulture) + " s" : "-";

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
