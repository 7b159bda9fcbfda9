using System.Xml.Linq;

namespace PowerActors.Architecture.Tests;

/// <summary>Who may know whom. The list is the design's; when it should change, it is changed here and in <c>docs/architecture.md</c>.</summary>
public class RoomTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Cli"] = ["Api", "Agent", "Simulation", "Hocon"],
        ["Api"] = ["Cluster"],
        ["Cluster"] = ["Tree", "Wire"],
        ["Agent"] = ["Tree", "Wire", "Devices"],
        ["Simulation"] = ["Tree", "Devices"],
        ["Wire"] = ["Core"],
        ["Tree"] = ["Actors", "Core"],
        ["Devices"] = ["Core"],
        ["Actors"] = [],
        ["Hocon"] = [],
        ["Core"] = [],
    };

    public static TheoryData<string> Rooms => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(static path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_ReferencesOnlyItsNeighbours(string project)
    {
        string room = project["PowerActors.".Length..];
        Allowed.ShouldContainKey(room, $"a room called {room} is not in the design");
        string file = Path.Combine(Repository.Root, "src", project, project + ".csproj");
        string[] references = [.. XDocument.Load(file).Descendants("ProjectReference")
            .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))["PowerActors.".Length..])];
        references.Except(Allowed[room]).ShouldBeEmpty($"{room} may reference only: {string.Join(", ", Allowed[room])}");
    }

    [Theory]
    [InlineData("Core")]
    [InlineData("Actors")]
    public void InnermostRoom_ReferencesNoPackage(string room)
    {
        string file = Path.Combine(Repository.Root, "src", $"PowerActors.{room}", $"PowerActors.{room}.csproj");
        XDocument.Load(file).Descendants("PackageReference").Select(static reference => reference.Attribute("Include")!.Value).ShouldBeEmpty();
    }

    [Fact]
    public void Core_ReadsNoClockStartsNoThreadAndDoesNoInputOrOutput()
    {
        string[] forbidden = ["DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Stopwatch", "Thread.", "Task.", "File.", "Console.", "Random.Shared", "new Random", "Math.Pow", "Math.Exp(", "Math.Log", "Math.Sin", "Math.Cos"];
        List<string> found = [];
        foreach (string file in Repository.SourceFiles("src/PowerActors.Core"))
        {
            string[] lines = File.ReadAllLines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                string code = lines[i].TrimStart().Replace("PortableMath.", "", StringComparison.Ordinal);
                if (code.StartsWith("//", StringComparison.Ordinal))
                    continue;
                found.AddRange(forbidden.Where(word => code.Contains(word, StringComparison.Ordinal)).Select(word => $"{Path.GetFileName(file)}:{i + 1} uses {word}"));
            }
        }

        found.ShouldBeEmpty();
    }

    [Fact]
    public void EveryTestProject_MirrorsARoom()
    {
        string[] rooms = [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(static path => Path.GetFileName(path)! + ".Tests")];
        string[] tests = [.. Directory.GetDirectories(Path.Combine(Repository.Root, "tests")).Select(static path => Path.GetFileName(path)!)
            .Where(static name => name is not ("PowerActors.Benchmarks" or "PowerActors.Architecture.Tests"))];
        tests.Order(StringComparer.Ordinal).ShouldBe(rooms.Order(StringComparer.Ordinal));
    }
}
