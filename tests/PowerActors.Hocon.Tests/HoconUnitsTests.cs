using System.Globalization;
using System.Numerics;

namespace PowerActors.Hocon.Tests;

/// <summary>Specification, "Units format", "Duration format", "Period Format", "Size in bytes format".</summary>
public sealed class HoconUnitsTests
{
    [Theory]
    [InlineData(100, "ns nano nanos nanosecond nanoseconds", 1)]
    [InlineData(1, "us micro micros microsecond microseconds", 10)]
    [InlineData(1, "ms milli millis millisecond milliseconds", 10_000)]
    [InlineData(1, "s second seconds", 10_000_000)]
    [InlineData(1, "m minute minutes", 600_000_000)]
    [InlineData(1, "h hour hours", 36_000_000_000)]
    [InlineData(1, "d day days", 864_000_000_000)]
    public void ParseDuration_EachUnitOfTheSpecification_IsKnown(int amount, string units, long ticks)
    {
        foreach (string unit in units.Split(' '))
        {
            HoconUnits.ParseDuration($"{amount}{unit}").Ticks.ShouldBe(ticks);
            HoconUnits.ParseDuration($"  {amount}  {unit} ").Ticks.ShouldBe(ticks);
            HoconUnits.TryParseDuration($"{amount} {unit.ToUpperInvariant()}", out _, out _).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("10", 100_000)]
    [InlineData("0", 0)]
    [InlineData("-5 s", -50_000_000)]
    [InlineData("+5 s", 50_000_000)]
    [InlineData("0.1 s", 1_000_000)]
    [InlineData("1.5 h", 54_000_000_000)]
    [InlineData("1e3 ms", 10_000_000)]
    [InlineData("50 ns", 0)]
    [InlineData("150 ns", 2)]
    [InlineData("250 ns", 2)]
    [InlineData(".5 s", 5_000_000)]
    [InlineData("\u00a02 s", 20_000_000)]
    public void ParseDuration_Number_IsExact(string text, long ticks) => HoconUnits.ParseDuration(text).Ticks.ShouldBe(ticks);

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("five s")]
    [InlineData("5 sec")]
    [InlineData("5 weeks")]
    [InlineData("5 s s")]
    [InlineData("5 m2")]
    [InlineData("1,5 s")]
    [InlineData("5 S")]
    [InlineData("--5 s")]
    [InlineData("+-5 s")]
    [InlineData("++5 s")]
    [InlineData("1e30 d")]
    [InlineData("99999999999 d")]
    [InlineData("Infinity s")]
    public void ParseDuration_Malformed_SaysWhatWouldBeRight(string text)
    {
        var e = Should.Throw<HoconException>(() => HoconUnits.ParseDuration(text));
        e.Message.ShouldContain($"\"{text}\"");
        e.Message.ShouldContain("would be right");
    }

    [Theory]
    [InlineData("B b byte bytes", 1, 0)]
    [InlineData("kB kilobyte kilobytes", 1000, 1)]
    [InlineData("MB megabyte megabytes", 1000, 2)]
    [InlineData("GB gigabyte gigabytes", 1000, 3)]
    [InlineData("TB terabyte terabytes", 1000, 4)]
    [InlineData("PB petabyte petabytes", 1000, 5)]
    [InlineData("EB exabyte exabytes", 1000, 6)]
    [InlineData("ZB zettabyte zettabytes", 1000, 7)]
    [InlineData("YB yottabyte yottabytes", 1000, 8)]
    [InlineData("K k Ki KiB kibibyte kibibytes", 1024, 1)]
    [InlineData("M m Mi MiB mebibyte mebibytes", 1024, 2)]
    [InlineData("G g Gi GiB gibibyte gibibytes", 1024, 3)]
    [InlineData("T t Ti TiB tebibyte tebibytes", 1024, 4)]
    [InlineData("P p Pi PiB pebibyte pebibytes", 1024, 5)]
    [InlineData("E e Ei EiB exbibyte exbibytes", 1024, 6)]
    [InlineData("Z z Zi ZiB zebibyte zebibytes", 1024, 7)]
    [InlineData("Y y Yi YiB yobibyte yobibytes", 1024, 8)]
    public void ParseBytes_EachUnitOfTheSpecification_IsKnown(string units, int power, int exponent)
    {
        foreach (string unit in units.Split(' '))
        {
            HoconUnits.ParseBytes($"3{unit}").ShouldBe(3 * BigInteger.Pow(power, exponent));
            HoconUnits.ParseBytes($" 3 {unit} ").ShouldBe(3 * BigInteger.Pow(power, exponent));
        }
    }

    [Theory]
    [InlineData("1024", "1024")]
    [InlineData("0.5 KiB", "512")]
    [InlineData("1.5 GB", "1500000000")]
    [InlineData("0.0001 kB", "0")]
    [InlineData("1e3 MB", "1000000000")]
    [InlineData("1e6", "1000000")]
    [InlineData("2.5E+2KiB", "256000")]
    [InlineData("1500e-3 kB", "1500")]
    [InlineData("12345e-4", "1")]
    [InlineData("1e", "1152921504606846976")]
    [InlineData(".5 kB", "500")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    public void ParseBytes_Number_IsExact(string text, string bytes) =>
        HoconUnits.ParseBytes(text).ShouldBe(BigInteger.Parse(bytes, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("5 KB")]
    [InlineData("5 mB")]
    [InlineData("5 kb")]
    [InlineData("5 Bytes")]
    [InlineData("-5 MB")]
    [InlineData("five MB")]
    [InlineData("1e3.5 MB")]
    [InlineData("1e99999999999 MB")]
    [InlineData("1e400 B")]
    [InlineData("1e-400 B")]
    [InlineData("5 M B")]
    public void ParseBytes_Malformed_SaysWhatWouldBeRight(string text)
    {
        var e = Should.Throw<HoconException>(() => HoconUnits.ParseBytes(text));
        e.Message.ShouldContain($"\"{text}\"");
        e.Message.ShouldContain("would be right");
    }

    [Theory]
    [InlineData("3", 0, 0, 3)]
    [InlineData("3 d", 0, 0, 3)]
    [InlineData("1 day", 0, 0, 1)]
    [InlineData("2days", 0, 0, 2)]
    [InlineData("2 w", 0, 0, 14)]
    [InlineData("1 week", 0, 0, 7)]
    [InlineData("2 weeks", 0, 0, 14)]
    [InlineData("5 m", 0, 5, 0)]
    [InlineData("5 mo", 0, 5, 0)]
    [InlineData("1 month", 0, 1, 0)]
    [InlineData("5 months", 0, 5, 0)]
    [InlineData("1 y", 1, 0, 0)]
    [InlineData("1 year", 1, 0, 0)]
    [InlineData("-2 years", -2, 0, 0)]
    public void ParsePeriod_EachUnitOfTheSpecification_IsKnown(string text, int years, int months, int days) =>
        HoconUnits.ParsePeriod(text).ShouldBe(new HoconPeriod(years, months, days));

    [Theory]
    [InlineData("")]
    [InlineData("1.5 d")]
    [InlineData("5 s")]
    [InlineData("5 D")]
    [InlineData("400000000 w")]
    [InlineData("99999999999 d")]
    public void ParsePeriod_Malformed_SaysWhatWouldBeRight(string text) =>
        Should.Throw<HoconException>(() => HoconUnits.ParsePeriod(text)).Message.ShouldContain("would be right");
}
