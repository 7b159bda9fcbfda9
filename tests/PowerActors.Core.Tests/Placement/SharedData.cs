namespace PowerActors.Core.Tests.Placement;

/// <summary>Reference data that does not ship with the project: in the folder that POWERACTORS_SHARED names, or in a folder "shared" beside the checkout.</summary>
internal static class SharedData
{
    public static string Path(string file) => System.IO.Path.Combine(Root(), file);

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("POWERACTORS_SHARED") is { Length: > 0 } named)
            return named;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Directory.Packages.props")))
                return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "..", "shared"));
        }

        return "shared";
    }
}

/// <summary>A fact that needs files of the shared data folder: skipped with a reason where they are absent, but not in CI, where it then fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(params string[] files)
    {
        Files = files;
        string? missing = files.FirstOrDefault(static file => !File.Exists(SharedData.Path(file)));
        if (missing is not null && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Skip = $"{SharedData.Path(missing)} is not there; set POWERACTORS_SHARED to the folder that has it";
    }

    public IReadOnlyList<string> Files { get; }
}
