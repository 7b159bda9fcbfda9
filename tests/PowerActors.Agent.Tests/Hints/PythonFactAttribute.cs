namespace PowerActors.Agent.Tests.Hints;

/// <summary>A test that runs where Python 3 is installed, for the client that is written in it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "python3"))))
            Skip = "python3 is not installed";
    }
}
