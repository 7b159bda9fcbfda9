using System.Text;
using System.Text.Json;
using PowerActors.Cluster.Journal;
using PowerActors.Core.Units;

namespace PowerActors.Cluster.Tests.Journal.Reading;

public sealed class JournalJsonTests
{
    [Fact]
    public void Write_Page_IsTheDocumentedForm()
    {
        JournalRecord record = TestRecords.Of(new JournalEvent.RungChanged("polca", 0, 1, "free", "T1", .81), epoch: 3) with { Id = Guid.Empty };
        JournalRecord action = TestRecords.Of(new JournalEvent.DirectiveIssued(new CeilingValue(1275, null), default, Brake: false)) with { Id = Guid.Empty, Author = "ada", Reason = "test" };
        JournalPage page = new([new JournalEntry(7, record), new JournalEntry(8, action)], Next: 8);
        Write(json => JournalJson.Write(json, page)).ShouldBe(
            """
            {"entries":[
            {"sequence":7,"id":"00000000-0000-0000-0000-000000000000","at":"2026-03-01T12:00:00Z","kind":"rung","domain":"site/row-1","epoch":3,
            "details":{"ladder":"polca","from":0,"to":1,"fromName":"free","toName":"T1","utilization":0.81}},
            {"sequence":8,"id":"00000000-0000-0000-0000-000000000000","at":"2026-03-01T12:00:00Z","kind":"directive","domain":"site/row-1","epoch":1,"author":"ada","reason":"test",
            "details":{"low":{"megahertz":1275},"high":{},"brake":false}}],"next":8}
            """.ReplaceLineEndings(""));
        Write(static json => JournalJson.Write(json, new JournalPage([], null))).ShouldBe("""{"entries":[],"next":null}""");
    }

    [Fact]
    public void Write_Rollups_IsTheDocumentedForm()
    {
        PowerRollup rollup = new("site", TestRecords.Noon, 60, new Watts(1), new Watts(2), new Watts(3), .5, new Dictionary<string, double>(StringComparer.Ordinal) { ["free"] = 20, ["T1"] = 40 });
        Write(json => JournalJson.Write(json, [rollup])).ShouldBe(
            """[{"minute":"2026-03-01T12:00:00Z","seconds":60,"watts":{"min":1,"mean":2,"max":3},"utilization":0.5,"rungs":{"T1":40,"free":20}}]""");
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
            write(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
