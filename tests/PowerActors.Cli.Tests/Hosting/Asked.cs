using System.Text.Json;
using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests.Hosting;

/// <summary>What a user asks a running node, and waits for.</summary>
internal static class Asked
{
    /// <summary>Runs a command against the node.</summary>
    public static (int Code, string Out, string Error) Ask(this TestCli cli, RunningNode node, params string[] args) => cli.Run([.. args, "--control", node.Address]);

    /// <summary>Its <c>status --json</c>; null while it does not answer.</summary>
    public static JsonElement? Status(this TestCli cli, RunningNode node) => cli.Json(node, "status");

    /// <summary>A domain of its <c>tree --json</c>, found by its path; null while it does not answer.</summary>
    public static JsonElement? Domain(this TestCli cli, RunningNode node, string path) => cli.Json(node, "tree") is { } tree ? Find(tree, path) : null;

    /// <summary>The number of the rung that a domain stands on; -1 while nobody knows.</summary>
    public static int Rung(this TestCli cli, RunningNode node, string path) => cli.Domain(node, path)?.GetProperty("rungNumber").GetInt32() ?? -1;

    /// <summary>Waits for something that happens in another process; the bound only keeps a broken test from hanging.</summary>
    public static void Until(Func<bool> condition, string what, Func<string>? also = null)
    {
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(100));
        for (int i = 0; i < 1200; i++)
        {
            if (condition())
                return;
            look.WaitForNextTickAsync().AsTask().GetAwaiter().GetResult();
        }

        throw new ShouldAssertException($"waited in vain until {what}{(also is null ? "" : "\n" + also())}");
    }

    private static JsonElement? Json(this TestCli cli, RunningNode node, string command)
    {
        (int code, string output, _) = cli.Ask(node, command, "--json");
        return code == ExitCode.Done ? JsonDocument.Parse(output).RootElement : null;
    }

    private static JsonElement? Find(JsonElement domain, string path)
    {
        if (domain.GetProperty("path").GetString() == path)
            return domain;
        foreach (JsonElement child in domain.GetProperty("domains").EnumerateArray())
        {
            if (Find(child, path) is { } found)
                return found;
        }

        return null;
    }
}
