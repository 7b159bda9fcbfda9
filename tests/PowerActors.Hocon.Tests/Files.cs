namespace PowerActors.Hocon.Tests;

/// <summary>A directory of files for one test, gone afterwards.</summary>
internal sealed class Files : IDisposable
{
    public Files(params (string Name, string Text)[] files)
    {
        Root = Directory.CreateTempSubdirectory("hocon-").FullName;
        foreach (var (name, text) in files)
            Write(name, text);
    }

    public string Root { get; }

    public string this[string name] => Path.Combine(Root, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
    }

    public HoconObject Resolve(string name, HoconParseOptions? options = null) =>
        HoconDocument.ParseFile(this[name], options).ResolveObject(HoconResolveOptions.NoEnvironment);

    public string Json(string name, HoconParseOptions? options = null) => Resolve(name, options).ToJson();

    public HoconFault Fault(string name, HoconParseOptions? options = null) =>
        Should.Throw<HoconException>(() => Resolve(name, options)).Faults.ShouldHaveSingleItem();

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
