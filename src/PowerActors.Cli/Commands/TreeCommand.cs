using System.CommandLine;
using System.Text.Json;
using PowerActors.Cli.Client;
using PowerActors.Cli.Output;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors tree</c>: the live tree of a node, refreshing on a terminal.</summary>
internal static class TreeCommand
{
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(2);

    public static Command Create(CommandIo io)
    {
        NodeOptions node = new();
        Option<bool> once = new("--once") { Description = "Print it once; so it is anyway where the output is no terminal." };
        Option<bool> servers = new("--servers") { Description = "Show every server, not only domains." };
        Command tree = new("tree", """
            Shows the live tree of a control node: power against limit and budget, rungs, what is withheld, who is silent.

            Examples:
              poweractors tree
              poweractors tree --control https://control-1:8480 --servers --once
            """);
        tree.Add(once);
        tree.Add(servers);
        node.AddTo(tree);
        tree.SetAction(result =>
        {
            using NodeClient client = node.Open(result, io);
            bool stays = !result.GetValue(once) && !result.GetValue(node.Json) && !Console.IsOutputRedirected;
            return Show(client, result.GetValue(servers), result.GetValue(node.Json), stays, io);
        });
        return tree;
    }

    private static int Show(NodeClient client, bool servers, bool json, bool stays, CommandIo io)
    {
        while (true)
        {
            using JsonDocument tree = client.Get("/api/v1/tree");
            if (json)
            {
                Json.Write(io.Out, tree.RootElement.WriteTo);
                return ExitCode.Done;
            }

            if (stays)
                io.Out.Write("\u001b[H\u001b[2J");
            LiveTreeTable.Write(tree.RootElement, servers, io.Out);
            io.Out.Flush();
            if (!stays || io.Cancellation.WaitHandle.WaitOne(RefreshEvery))
                return ExitCode.Done;
        }
    }
}
