using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PowerActors.Cli.Client;
using PowerActors.Cli.Output;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors journal</c>: the audit trail of a node.</summary>
internal static class JournalCommand
{
    /// <summary>Columns that are left beside time, kind and domain; what is longer goes below, indented.</summary>
    private const int Beside = Text.Width - 62;
    private const int Indent = 21;

    private static readonly (string Name, string Value, string Description)[] Filters =
    [
        ("from", "TIME", "From when on: a time such as 2026-01-31T14:05Z, or how long ago, such as \"2 h\"."),
        ("to", "TIME", "Until when."),
        ("domain", "PATH", "A domain or server, with everything below it."),
        ("kind", "KINDS", "Kinds with commas between them, such as rung,override,operator; all for all."),
        ("limit", "N", "How many, 1 to 1000; 100 without it."),
        ("cursor", "N", "Goes on where the page before ended."),
        ("order", "ORDER", "newest (first; the default) or oldest."),
    ];

    public static Command Create(CommandIo io)
    {
        NodeOptions node = new();
        Command journal = new("journal", """
            Shows what was decided, by whom and why: rungs, directives, budgets, overrides, alerts, and every write of an operator.

            Examples:
              poweractors journal --from "1 h" --domain site/row-1
              poweractors journal --kind override,override-end,operator --json
            """);
        Option<string?>[] filters = [.. Filters.Select(static filter => new Option<string?>("--" + filter.Name) { Description = filter.Description, HelpName = filter.Value })];
        foreach (Option<string?> filter in filters)
            journal.Add(filter);
        node.AddTo(journal);
        journal.SetAction(result =>
        {
            string query = string.Join('&', filters.Select(filter => (Name: filter.Name[2..], Value: result.GetValue(filter))).Where(static pair => pair.Value is not null)
                .Select(static pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}"));
            using NodeClient client = node.Open(result, io);
            using JsonDocument page = client.Get($"/api/v1/journal?{query}");
            if (result.GetValue(node.Json))
                Json.Write(io.Out, page.RootElement.WriteTo);
            else
                Write(page.RootElement, io.Out);
            return ExitCode.Done;
        });
        return journal;
    }

    private static void Write(JsonElement page, TextWriter to)
    {
        to.WriteLine($"{"TIME",-20} {"KIND",-15} {"DOMAIN",-24} WHAT");
        foreach (JsonElement entry in page.GetProperty("entries").EnumerateArray())
        {
            string at = entry.GetProperty("at").GetDateTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            string what = JournalText.Of(entry);
            to.WriteLine($"{at,-20} {entry.GetProperty("kind").GetString(),-15} {Text.Tail(entry.GetProperty("domain").GetString()!, 24),-24} {(what.Length <= Beside ? what : "")}".TrimEnd());
            for (string rest = what.Length <= Beside ? "" : what; rest.Length > 0;)
            {
                string line = Text.Line(rest, Text.Width - Indent);
                to.WriteLine($"{"",Indent}{line}");
                rest = rest[line.Length..].TrimStart();
            }
        }

        if (page.GetProperty("next").ValueKind == JsonValueKind.Number)
            to.WriteLine($"more: --cursor {page.GetProperty("next").GetInt64()}");
    }
}
