using PowerActors.Cluster.Journal;
using PowerActors.Core.Input;

namespace PowerActors.Cluster.Tests.Journal.Reading;

public sealed class JournalQueryTests
{
    private static readonly DateTimeOffset Now = TestRecords.Noon;

    [Fact]
    public void ToFilter_NothingWritten_IsTheNewestOfWhatPeopleWantToSee()
    {
        JournalFilter filter = new JournalQuery().ToFilter(Now);
        filter.ShouldBe(new JournalFilter { NewestFirst = true });
        filter.Kinds.ShouldNotContain("memory");
        filter.Kinds.ShouldContain("rung");
    }

    [Fact]
    public void ToFilter_EveryPart_IsUnderstood()
    {
        JournalFilter filter = new JournalQuery { From = "2 h", To = "2026-03-01T11:30", Domain = "/site/row-1/", Kind = "rung, alert", Limit = "7", Cursor = "42", Order = "oldest" }.ToFilter(Now);
        filter.From.ShouldBe(Now.AddHours(-2));
        filter.To.ShouldBe(Now.AddMinutes(-30));
        filter.Domain.ShouldBe("site/row-1");
        filter.Kinds.ShouldBe(["rung", "alert"]);
        filter.Limit.ShouldBe(7);
        filter.Cursor.ShouldBe(42);
        filter.NewestFirst.ShouldBeFalse();
        new JournalQuery { Kind = "all" }.ToFilter(Now).Kinds.ShouldBeEmpty();
        new JournalQuery { From = "2026-03-01T12:00+02:00" }.ToFilter(Now).From.ShouldBe(Now.AddHours(-2));
        new JournalQuery { From = "2026-03-01" }.ToFilter(Now).From.ShouldBe(Now.AddHours(-12));
    }

    [Fact]
    public void ToFilter_Faults_AreToldTogetherWithWhatWouldBeRight()
    {
        JournalQuery query = new() { From = "yesterday", To = "-1 h", Kind = "rungs,alert", Limit = "1001", Cursor = "x", Order = "up" };
        InputException fault = Should.Throw<InputException>(() => query.ToFilter(Now, static part => $"--{part}"));
        fault.Faults.Select(static one => one.File).ShouldBe(["--from", "--to", "--kind", "--limit", "--cursor", "--order"]);
        fault.Faults[0].ToString().ShouldBe("--from: is 'yesterday'; write a time such as 2026-01-31T14:05Z, or how long ago, such as \"2 h\"");
        fault.Faults[2].Message.ShouldContain("'rungs'; known are all, rung,");
    }

    [Fact]
    public void ToFilter_EndBeforeTheBeginning_IsAFault() =>
        Should.Throw<InputException>(() => new JournalQuery { From = "1 h", To = "2 h" }.ToFilter(Now)).Faults.ShouldHaveSingleItem().File.ShouldBe("to");
}
