using PowerActors.Core.Units;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Discovery;

namespace PowerActors.Cli.Output;

/// <summary>What Redfish hosts have, as text: each meter with the line that maps it to a domain.</summary>
internal static class RedfishTable
{
    private const int MostProblems = 20;

    public static void Write(IReadOnlyList<(RedfishEndpoint Host, RedfishInventory Inventory)> found, TextWriter to)
    {
        for (int i = 0; i < found.Count; i++)
        {
            if (i > 0)
                to.WriteLine();
            Write(found[i].Host, found[i].Inventory, to);
        }
    }

    private static void Write(RedfishEndpoint host, RedfishInventory inventory, TextWriter to)
    {
        to.WriteLine($"{host}  {inventory.Product}: {inventory.Meters.Count} meters, {inventory.Controls.Count} controls, {inventory.Gpus.Count} GPUs in {inventory.Resources} resources");
        WriteMeters(inventory, to);
        WriteControls(inventory, to);
        WriteGpus(inventory, to);
        WriteProblems(inventory, to);
        if (inventory.Meters.Count == 0)
            return;
        to.WriteLine();
        to.WriteLine("To use a meter, write it with the path of its domain (poweractors topology check lists them):");
        to.WriteLine($"  redfish.hosts += {{ url = \"{host}\", credentials-file = FILE, meters {{ \"{Best(inventory).Uri}\" = DOMAIN }} }}");
    }

    private static void WriteMeters(RedfishInventory inventory, TextWriter to)
    {
        foreach (IGrouping<string, RedfishMeterInfo> owned in inventory.Meters.GroupBy(static meter => meter.Owner, StringComparer.Ordinal))
        {
            to.WriteLine();
            to.WriteLine($"METERS of {Lower(owned.First().OwnerType)} {owned.Key}");
            foreach (RedfishMeterInfo meter in owned)
            {
                string about = $"{Lower(meter.Kind.ToString())}{(meter.Context is null ? "" : $" ({meter.Context})")}: {meter.Name}";
                to.WriteLine($"  {meter.Reading?.ToString() ?? "-",9}  {about}{(meter.Source is null ? "" : $", as {RedfishUri.NameOf(meter.Source)} tells")}");
                to.WriteLine($"             \"{meter.Uri}\"");
            }
        }
    }

    private static void WriteControls(RedfishInventory inventory, TextWriter to)
    {
        foreach (IGrouping<string, RedfishControlInfo> owned in inventory.Controls.GroupBy(static control => control.Owner, StringComparer.Ordinal))
        {
            to.WriteLine();
            to.WriteLine($"CONTROLS of {Lower(owned.First().OwnerType)} {owned.Key}");
            foreach (RedfishControlInfo control in owned)
            {
                string range = control.Min is null && control.Max is null ? "no range told" : $"{Number(control.Min)} to {Number(control.Max)} {control.Unit}";
                string state = control.IsSettable ? $"settable, {range}" : $"not settable: {control.NotSettable}";
                to.WriteLine($"  {(control.Enforced is { } now ? $"{now:0.###} {control.Unit}" : "-"),9}  {control.Name}: {state}{(control.Mode is null ? "" : $"; mode {control.Mode}")}");
                to.WriteLine($"             \"{control.Uri}\"");
            }
        }
    }

    private static void WriteGpus(RedfishInventory inventory, TextWriter to)
    {
        if (inventory.Gpus.Count == 0)
            return;
        to.WriteLine();
        to.WriteLine("GPUS");
        foreach (RedfishGpuInfo gpu in inventory.Gpus)
        {
            string by = gpu.Controls.FirstOrDefault(static control => control.IsSettable) is { } control ? $"capped by {Lower(control.Kind.ToString())}" : "cannot be capped here";
            string meter = gpu.Meters.Count == 0 ? "no meter of its own" : $"read from {gpu.Meters[0].Uri}";
            to.WriteLine($"  \"{gpu.Resource}\"  {gpu.Model ?? gpu.Name}");
            to.WriteLine($"             {by}; {meter}");
        }
    }

    private static void WriteProblems(RedfishInventory inventory, TextWriter to)
    {
        RedfishProblem[] failed = [.. inventory.Problems.Where(static problem => !problem.IsMissing)];
        int dead = inventory.Problems.Count - failed.Length;
        if (dead > 0)
        {
            to.WriteLine();
            to.WriteLine($"{dead} links lead to nothing (--json lists them).");
        }

        if (inventory.IsComplete)
            return;
        to.WriteLine();
        to.WriteLine("INCOMPLETE: there may be more meters and controls.");
        foreach (RedfishProblem problem in failed.Take(MostProblems))
            to.WriteLine($"  {problem.Problem}");
    }

    /// <summary>The meter that most people look for: all of a PDU, else of a machine, else any.</summary>
    private static RedfishMeterInfo Best(RedfishInventory inventory) => inventory.Meters
        .OrderBy(static meter => meter.Kind switch { RedfishMeterKind.Distribution => 0, RedfishMeterKind.Component => 1, _ => 2 }).First();

    private static string Number(double? value) => value is { } number ? $"{number:0.###}" : "?";

    private static string Lower(string word) => word.Length > 1 && char.IsLower(word[1]) ? char.ToLowerInvariant(word[0]) + word[1..] : word;
}
