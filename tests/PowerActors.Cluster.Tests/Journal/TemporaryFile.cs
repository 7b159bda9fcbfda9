namespace PowerActors.Cluster.Tests.Journal;

/// <summary>A name for a file, in a folder of its own that goes with it.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("poweractors-");

    public TemporaryFile() => Path = System.IO.Path.Combine(_folder.FullName, "journal.db");

    public string Path { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
