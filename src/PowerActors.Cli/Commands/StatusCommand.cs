using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PowerActors.Cli.Client;
using PowerActors.Cli.Output;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors status</c>: a node at a glance. Exit 1 when it is not ready, a law was broken, or the journal cannot be written.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandIo io)
    {
        NodeOptions node = new();
        Command status = new("status", """
            Shows a control node at a glance: agents, rungs, overrides, the journal, the laws. Exit 1 when something is wrong with it.

            Example:
              poweractors status --control https://control-1:8480
            """);
        node.AddTo(status);
        status.SetAction(result =>
        {
            using NodeClient client = node.Open(result, io);
            using JsonDocument answer = client.Get("/api/v1/status");
            JsonElement now = answer.RootElement;
            if (result.GetValue(node.Json))
                Json.Write(io.Out, now.WriteTo);
            else
                Write(now, io.Out);
            JsonElement journal = now.GetProperty("journal"), laws = now.GetProperty("laws");
            bool isWell = now.GetProperty("ready").GetBoolean() && journal.GetProperty("available").GetBoolean() && laws.GetProperty("violationCount").GetInt64() == 0;
            return isWell ? ExitCode.Done : ExitCode.No;
        });
        return status;
    }

    private static void Write(JsonElement now, TextWriter to)
    {
        JsonElement journal = now.GetProperty("journal"), laws = now.GetProperty("laws");
        TimeSpan uptime = TimeSpan.FromSeconds(Math.Round(now.GetProperty("uptimeSeconds").GetDouble()));
        Line("node", $"version {now.GetProperty("version").GetString()}, up {uptime:c}, {(now.GetProperty("ready").GetBoolean() ? "ready" : "NOT READY")}, mode {now.GetProperty("mode").GetString()}");
        Line("agents", $"{Count("connectedServers")} of {Count("servers")} servers connected, {Count("silentServers")} silent, {Count("gpus")} GPUs in the topology");
        Line("domains", $"{Count("domains")}, {Count("onRungs")} on a rung, {Count("overBudget")} over budget, {Count("overrides")} overrides in force");
        Line("journal", $"{journal.GetProperty("name").GetString()}, {(journal.GetProperty("available").GetBoolean() ? "written" : "NOT WRITTEN: " + journal.GetProperty("fault").GetString())}, {journal.GetProperty("waiting").GetInt32()} waiting");
        Line("laws", $"{laws.GetProperty("checks").GetInt64().ToString("N0", CultureInfo.InvariantCulture)} checks, {laws.GetProperty("violationCount").GetInt64()} violations");
        foreach (JsonElement broken in laws.GetProperty("violations").EnumerateArray().Take(5))
            to.WriteLine($"           {broken.GetProperty("law").GetString()} {broken.GetProperty("where").GetString()}: {Text.Head(broken.GetProperty("detail").GetString()!, 70)}");
        Line("actors", $"{now.GetProperty("actorFailures").GetInt64()} failures, {now.GetProperty("deadLetters").GetInt64()} dead letters");

        void Line(string name, string value) => to.WriteLine($"{name,-9}  {value}");
        string Count(string name) => now.GetProperty(name).GetInt32().ToString(CultureInfo.InvariantCulture);
    }
}
