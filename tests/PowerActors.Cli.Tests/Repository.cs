namespace PowerActors.Cli.Tests;

/// <summary>Files of the repository that the tests stand in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "hocon", "reference.conf")))
                return folder;
        }

        throw new InvalidOperationException("the tests do not stand in the repository: no folder above has hocon/reference.conf");
    }
}
