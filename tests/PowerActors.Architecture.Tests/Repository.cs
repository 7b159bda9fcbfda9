namespace PowerActors.Architecture.Tests;

/// <summary>Finds the checkout that these tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(static path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PowerActors.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("these tests must run from within the checkout: PowerActors.sln was not found above " + AppContext.BaseDirectory);
    }
}
