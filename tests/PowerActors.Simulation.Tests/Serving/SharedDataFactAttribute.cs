namespace PowerActors.Simulation.Tests.Serving;

/// <summary>
/// A fact that needs files of the shared data folder: the one named by POWERACTORS_SHARED, or <c>shared</c> beside the checkout. Skipped with a reason where they are
/// absent; with CI=true it runs and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(params string[] files)
    {
        Files = files;
        bool mustRun = string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
        string? missing = files.FirstOrDefault(f => !File.Exists(SharedData.Path(f)));
        if (missing is not null && !mustRun)
            Skip = $"{SharedData.Path(missing)} is not there; set POWERACTORS_SHARED to the folder that has it";
    }

    public IReadOnlyList<string> Files { get; }
}

/// <summary>Where shared data lies.</summary>
public static class SharedData
{
    public const string AzureConversation = "data/azure-llm/AzureLLMInferenceTrace_conv.csv";
    public const string SplitwiseProfile = "data/splitwise/perf_model.csv";

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
