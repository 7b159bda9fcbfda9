using FsCheck;
using FsCheck.Fluent;
using PowerActors.Cluster.Node;
using PowerActors.Core.Control.Steering;

namespace PowerActors.Cluster.Tests.Node;

public sealed class OverrideTextTests
{
    private static readonly OverrideHead Head = new("id", "site/row", "alice", "test", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(2));

    [Theory]
    [InlineData("cap", "1200 MHz", "1200 MHz")]
    [InlineData("cap", "80 %", "80 %")]
    [InlineData("exempt", "", "")]
    [InlineData("drain", "", "")]
    [InlineData("limit", "240 kW", "240000 W")]
    [InlineData("limit", "240.5 W", "240.5 W")]
    [InlineData("schedule", "17:00-21:00 mon-fri 220 kW; 21:00-23:00 240 kW", "17:00-21:00 mon,tue,wed,thu,fri 220000 W; 21:00-23:00 240000 W")]
    [InlineData("schedule", "22:00-06:00 sat-mon 1 kW", "22:00-06:00 mon,sat,sun 1000 W")]
    [InlineData("mode", "shadow", "shadow")]
    [InlineData("mode", "enforce", "enforce")]
    public void Write_WhatWasRead_IsReadAgainAsTheSame(string type, string value, string written)
    {
        Override said = OverrideText.Read(type, value, Head, out _, out string? problem).ShouldNotBeNull();
        problem.ShouldBeNull();
        (said.Id, said.Path, said.Author, said.Reason, said.From, said.Until).ShouldBe((Head.Id, Head.Path, Head.Author, Head.Reason, Head.From, Head.Until));
        OverrideText.Write(said).ShouldBe((type, written));
        OverrideText.Write(OverrideText.Read(type, written, Head, out _, out _)!).ShouldBe((type, written));
    }

    [Theory]
    [InlineData("caps", "1200 MHz", "type", "one of cap, exempt")]
    [InlineData("", "", "type", "would be right")]
    [InlineData("cap", "fast", "value", "1200 MHz")]
    [InlineData("cap", "", "value", "1200 MHz")]
    [InlineData("cap", "1200", "value", "1200 MHz")]
    [InlineData("drain", "now", "value", "takes no value")]
    [InlineData("limit", "many", "value", "240 kW")]
    [InlineData("schedule", "", "value", "has no window")]
    [InlineData("schedule", "17:00 220 kW", "value", "17:00-21:00 mon-fri")]
    [InlineData("schedule", "17:00-25:00 220 kW", "value", "17:00-21:00 mon-fri")]
    [InlineData("schedule", "17:00-21:00 mon-xyz 220 kW", "value", "17:00-21:00 mon-fri")]
    [InlineData("mode", "Shadow", "value", "shadow or enforce")]
    public void Read_WhatCannotBeUnderstood_SaysWhereAndWhatWouldBeRight(string type, string value, string field, string right)
    {
        OverrideText.Read(type, value, Head, out string where, out string? problem).ShouldBeNull();
        where.ShouldBe(field);
        problem.ShouldNotBeNull().ShouldContain(right);
    }

    [Fact]
    public void Read_AnyText_IsUnderstoodOrRefusedAndNeverThrows()
    {
        Gen<string> pieces = Gen.Elements("17:00-21:00", " ", "mon-fri", "sat,sun", "220 kW", ";", "-", ",", "80 %", "1200 MHz", "NaN", "1e999 W", "∞", "-5 W");
        Arbitrary<(string, string)> any = Gen.Zip(Gen.Elements([.. OverrideText.Types]), Gen.ListOf(pieces).Select(static list => string.Concat(list))).ToArbitrary();
        Prop.ForAll(any, static text =>
        {
            Override? said = OverrideText.Read(text.Item1, text.Item2, Head, out _, out string? problem);
            return said is null == problem is not null && (said is null || OverrideText.Read(text.Item1, OverrideText.Write(said).Value, Head, out _, out _) is not null);
        }).QuickCheckThrowOnFailure();
    }
}
