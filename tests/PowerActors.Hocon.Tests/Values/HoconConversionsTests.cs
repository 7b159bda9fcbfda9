using System.Numerics;

namespace PowerActors.Hocon.Tests.Values;

/// <summary>Specification, "Automatic type conversions".</summary>
public sealed class HoconConversionsTests
{
    private static HoconValue Value(string text) => Given.Object("a = " + text).Get("a")!;

    [Theory]
    [InlineData("x", "x")]
    [InlineData("1.50", "1.50")]
    [InlineData("1e5", "1e5")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("\"null\"", "null")]
    public void AsString_Scalar_IsItsText(string text, string expected) => Value(text).AsString().ShouldBe(expected);

    [Theory]
    [InlineData("null", "null stands here; a string would be right")]
    [InlineData("[1]", "a list stands here; a string would be right")]
    [InlineData("{}", "an object stands here; a string would be right")]
    public void AsString_Other_IsFaultAtItsPlace(string text, string message) =>
        Should.Throw<HoconException>(() => Value(text).AsString()).Faults[0].ShouldBe(new HoconFault(Given.Name, 1, 5, message));

    [Theory]
    [InlineData("42", 42)]
    [InlineData("\"42\"", 42)]
    [InlineData("\" 42 \"", 42)]
    [InlineData("-7", -7)]
    [InlineData("1e3", 1000)]
    [InlineData("10.0", 10)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void AsInt64_WholeNumber_IsExact(string text, long expected) => Value(text).AsInt64().ShouldBe(expected);

    [Theory]
    [InlineData("1.5")]
    [InlineData("9223372036854775808")]
    [InlineData("1e400")]
    [InlineData("x")]
    [InlineData("\"\"")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void AsInt64_Other_IsFault(string text) =>
        Should.Throw<HoconException>(() => Value(text).AsInt64()).Message.ShouldStartWith("test.conf:1: ");

    [Theory]
    [InlineData("2147483647", true)]
    [InlineData("2147483648", false)]
    [InlineData("x", false)]
    public void AsInt32_Number_MustFit(string text, bool fits)
    {
        if (fits)
            Value(text).AsInt32().ShouldBe(int.MaxValue);
        else
            Should.Throw<HoconException>(() => Value(text).AsInt32());
    }

    [Theory]
    [InlineData("3.5", 3.5)]
    [InlineData("\"3.5\"", 3.5)]
    [InlineData("\".5\"", 0.5)]
    [InlineData("1e-3", 0.001)]
    [InlineData("7", 7.0)]
    public void AsDouble_Number_IsNearest(string text, double expected) => Value(text).AsDouble().ShouldBe(expected);

    [Theory]
    [InlineData("1e400")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("\"1,5\"")]
    [InlineData("0x10")]
    [InlineData("{}")]
    public void AsDouble_Other_IsFault(string text) => Should.Throw<HoconException>(() => Value(text).AsDouble());

    [Theory]
    [InlineData("true", true)]
    [InlineData("yes", true)]
    [InlineData("on", true)]
    [InlineData("\"true\"", true)]
    [InlineData("false", false)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    public void AsBoolean_TheSixWords_Count(string text, bool expected) => Value(text).AsBoolean().ShouldBe(expected);

    [Theory]
    [InlineData("1")]
    [InlineData("True")]
    [InlineData("y")]
    [InlineData("null")]
    public void AsBoolean_Other_IsFault(string text) => Should.Throw<HoconException>(() => Value(text).AsBoolean());

    [Fact]
    public void AsDurationAndBytes_WithUnitOrBare_Convert()
    {
        Value("2 s").AsDuration().ShouldBe(TimeSpan.FromSeconds(2));
        Value("500").AsDuration().ShouldBe(TimeSpan.FromMilliseconds(500));
        Value("\"10ms\"").AsDuration().ShouldBe(TimeSpan.FromMilliseconds(10));
        Value("2 MiB").AsBytes().ShouldBe(new BigInteger(2 * 1024 * 1024));
        Value("500").AsBytes().ShouldBe(new BigInteger(500));
        Should.Throw<HoconException>(() => Value("2 parsecs").AsDuration()).Message.ShouldStartWith("test.conf:1: \"2 parsecs\" has no unit of time");
        Should.Throw<HoconException>(() => Value("true").AsBytes()).Message.ShouldBe("test.conf:1: true stands here; a size such as \"512 MiB\" would be right");
        Should.Throw<HoconException>(() => Value("[]").AsDuration()).Message.ShouldContain("a list stands here");
    }

    [Theory]
    [InlineData("[1, 2]", "[1,2]")]
    [InlineData("{ 0 : x, 1 : y }", """["x","y"]""")]
    [InlineData("{ 2 : c, 0 : a, foo : z, 10 : k }", """["a","c","k"]""")]
    public void AsArray_ListOrNumericKeys_Converts(string text, string json) => Value(text).AsArray().ToJson().ShouldBe(json);

    [Theory]
    [InlineData("{}")]
    [InlineData("{ a : 1 }")]
    [InlineData("{ -1 : 1 }")]
    [InlineData("x")]
    [InlineData("null")]
    public void AsArray_Other_IsFault(string text) => Should.Throw<HoconException>(() => Value(text).AsArray());

    [Theory]
    [InlineData("[1]")]
    [InlineData("x")]
    [InlineData("null")]
    public void AsObject_Other_IsFault(string text) => Should.Throw<HoconException>(() => Value(text).AsObject());

    [Fact]
    public void TryAs_Each_GivesTheValueOrTheFaultNeverBoth()
    {
        foreach (string text in new[] { "1", "x", "true", "null", "[1]", "{ a : 1 }", "2 s", "1.5", "{ 0 : x }" })
        {
            var value = Value(text);
            (value.TryAsString(out _, out var fault) == fault is null).ShouldBeTrue();
            (value.TryAsInt64(out _, out fault) == fault is null).ShouldBeTrue();
            (value.TryAsDouble(out _, out fault) == fault is null).ShouldBeTrue();
            (value.TryAsBoolean(out _, out fault) == fault is null).ShouldBeTrue();
            (value.TryAsDuration(out _, out fault) == fault is null).ShouldBeTrue();
            (value.TryAsBytes(out _, out fault) == fault is null).ShouldBeTrue();
            (value.TryAsObject(out _, out fault) == fault is null).ShouldBeTrue();
            (value.TryAsArray(out _, out fault) == fault is null).ShouldBeTrue();
        }
    }

    [Fact]
    public void Fault_LongText_IsShortened() =>
        Should.Throw<HoconException>(() => Value(new string('x', 5000)).AsInt64()).Message.Length.ShouldBeLessThan(120);
}
