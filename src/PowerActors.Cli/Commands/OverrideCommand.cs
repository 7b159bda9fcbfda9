using System.CommandLine;
using System.Text.Json;
using PowerActors.Cli.Client;
using PowerActors.Cli.Output;
using PowerActors.Core.Input;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors override</c>: what operators say holds.</summary>
internal static class OverrideCommand
{
    public static Command Create(CommandIo io) => CommandLine.Group("override", "What operators say holds: pinned caps, exempt and drained servers, budgets, modes.", io, Set(io), End(io), List(io));

    private static Command Set(CommandIo io)
    {
        NodeOptions node = new();
        Argument<string> path = new("PATH") { Description = "The domain or server, such as site/row-1." };
        Option<string> type = new("--type") { Description = "cap, exempt, drain, limit, schedule or mode.", HelpName = "TYPE", Required = true };
        Option<string?> value = new("--value") { Description = "What it sets: \"1200 MHz\" or \"80 %\" (cap), \"240 kW\" (limit), \"17:00-21:00 mon-fri 220 kW\" (schedule), shadow or enforce (mode).", HelpName = "VALUE" };
        Option<string> reason = new("--reason") { Description = "Why; it is kept with the decision.", HelpName = "TEXT", Required = true };
        Option<string?> length = new("--for") { Description = "For how long, such as \"2 h\"; until it is ended without it.", HelpName = "TIME" };
        Command set = new("set", """
            Says something that holds from now on.

            Examples:
              poweractors override set site/row-1 --type limit --value "240 kW" --for "2 h" --reason "feed B in maintenance"
              poweractors override set site/row-1 --type mode --value enforce --reason "a week in shadow looked right"
            """);
        set.Add(path);
        set.Add(type);
        set.Add(value);
        set.Add(reason);
        set.Add(length);
        node.AddTo(set);
        set.SetAction(result =>
        {
            using NodeClient client = node.Open(result, io);
            object body = new { Path = result.GetValue(path), Type = result.GetValue(type), Value = result.GetValue(value), Reason = result.GetValue(reason), For = result.GetValue(length) };
            using JsonDocument said = client.Send(HttpMethod.Post, "/api/v1/overrides", body);
            return Show(said.RootElement, result.GetValue(node.Json), "holds", io);
        });
        return set;
    }

    private static Command End(CommandIo io)
    {
        NodeOptions node = new();
        Argument<string> id = new("ID") { Description = "Its name, as `poweractors override list` shows it." };
        Option<string> reason = new("--reason") { Description = "Why; it is kept with the decision.", HelpName = "TEXT", Required = true };
        Command end = new("end", """
            Takes an override back.

            Example:
              poweractors override end 4f1c2a9b77de --reason "feed B is back"
            """);
        end.Aliases.Add("remove");
        end.Add(id);
        end.Add(reason);
        node.AddTo(end);
        end.SetAction(result =>
        {
            using NodeClient client = node.Open(result, io);
            string path = $"/api/v1/overrides/{Uri.EscapeDataString(result.GetValue(id)!)}?reason={Uri.EscapeDataString(result.GetValue(reason)!)}";
            using JsonDocument ended = client.Send(HttpMethod.Delete, path, body: null);
            return Show(ended.RootElement, result.GetValue(node.Json), "ended", io);
        });
        return end;
    }

    private static Command List(CommandIo io)
    {
        NodeOptions node = new();
        Command list = new("list", """
            Shows the overrides in force.

            Example:
              poweractors override list
            """);
        node.AddTo(list);
        list.SetAction(result =>
        {
            using NodeClient client = node.Open(result, io);
            using JsonDocument all = client.Get("/api/v1/overrides");
            if (result.GetValue(node.Json))
            {
                Json.Write(io.Out, all.RootElement.WriteTo);
                return ExitCode.Done;
            }

            io.Out.WriteLine($"{"ID",-14} {"PATH",-26} {"TYPE",-9} {"VALUE",-20} {"UNTIL",-17} BY");
            foreach (JsonElement said in all.RootElement.EnumerateArray())
            {
                string until = said.GetProperty("until").ValueKind == JsonValueKind.Null ? "-" : said.GetProperty("until").GetDateTimeOffset().ToString("yyyy-MM-dd HH:mmZ", System.Globalization.CultureInfo.InvariantCulture);
                io.Out.WriteLine($"{Text.Tail(Of(said, "id"), 14),-14} {Text.Tail(Of(said, "path"), 26),-26} {Of(said, "type"),-9} {Text.Head(Of(said, "value"), 20),-20} {until,-17} {Text.Head(Of(said, "author"), 9)}");
                io.Out.WriteLine($"{"",-15}{Text.Head(Of(said, "reason"), Text.Width - 15)}");
            }

            return ExitCode.Done;
        });
        return list;
    }

    private static int Show(JsonElement said, bool json, string how, CommandIo io)
    {
        if (json)
            Json.Write(io.Out, said.WriteTo);
        else
            io.Out.WriteLine($"{Of(said, "id")} {how}: {Of(said, "path")} {Of(said, "type")} {Of(said, "value")}".TrimEnd());
        return ExitCode.Done;
    }

    private static string Of(JsonElement said, string name) => said.GetProperty(name).GetString() ?? "";
}
