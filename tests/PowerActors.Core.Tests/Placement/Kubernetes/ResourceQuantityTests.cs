using FsCheck;
using FsCheck.Fluent;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Core.Tests.Placement.Kubernetes;

public sealed class ResourceQuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0n", "0")]
    [InlineData("100m", "0.1")]
    [InlineData("1", "1")]
    [InlineData("+1.5", "1.5")]
    [InlineData("-1.5", "-1.5")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("1k", "1000")]
    [InlineData("1Ki", "1024")]
    [InlineData("64Gi", "68719476736")]
    [InlineData("1.5Gi", "1610612736")]
    [InlineData("0.5Ki", "512")]
    [InlineData("2110268908Ki", "2160915361792")]
    [InlineData("100M", "100000000")]
    [InlineData("1E", "1000000000000000000")]
    [InlineData("1Ei", "1152921504606846976")]
    [InlineData("1e3", "1000")]
    [InlineData("1E3", "1000")]
    [InlineData("12e-1", "1.2")]
    [InlineData("1E+2", "100")]
    [InlineData("128974848000m", "128974848")]
    [InlineData("5u", "0.000005")]
    [InlineData("7n", "0.000000007")]
    [InlineData("000123", "123")]
    public void TryParse_EveryForm_IsRead(string text, string value)
    {
        ResourceQuantity.TryParse(text, out ResourceQuantity quantity, out _).ShouldBeTrue();
        quantity.ToString().ShouldBe(value);
    }

    [Theory]
    [InlineData("1.0000000001", "1.000000001")] // finer than 10⁻⁹ is rounded up
    [InlineData("-1.0000000001", "-1.000000001")] // away from zero
    [InlineData("1e-100", "0.000000001")] // a little is never nothing
    [InlineData("1e100", "9223372036854775807")] // as much as can be
    [InlineData("100E", "9223372036854775807")]
    [InlineData("8Ei", "9223372036854775807")]
    [InlineData("0e999999999999", "0")]
    public void TryParse_FinerOrLargerThanKept_IsRoundedAsKubernetesDoes(string text, string value)
    {
        ResourceQuantity.TryParse(text, out ResourceQuantity quantity, out _).ShouldBeTrue();
        quantity.ToString().ShouldBe(value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Gi")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1 Gi")]
    [InlineData(" 1")]
    [InlineData("1K")]
    [InlineData("1g")]
    [InlineData("1mi")]
    [InlineData("1ki")]
    [InlineData("1GiB")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e1.5")]
    [InlineData("0x10")]
    [InlineData("١")]
    [InlineData("--1")]
    [InlineData("11111111111111111111111111111111111111111111111111111111111111111")]
    public void TryParse_NoQuantity_SaysWhatWouldBeRight(string text)
    {
        ResourceQuantity.TryParse(text, out _, out string? problem).ShouldBeFalse();
        problem.ShouldContain("would be right");
    }

    [Theory]
    [InlineData("1.5", 1500, 2)]
    [InlineData("100u", 1, 1)]
    [InlineData("-1500u", -2, -1)]
    [InlineData("9223372036854775807", long.MaxValue, long.MaxValue)]
    public void MilliAndUnits_RoundAwayFromZero(string text, long milli, long units)
    {
        ResourceQuantity.TryParse(text, out ResourceQuantity quantity, out _).ShouldBeTrue();
        (quantity.Milli, quantity.Units).ShouldBe((milli, units));
    }

    [Fact]
    public void TryParse_WhatItWrites_ComesBack() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), static nano =>
        {
            ResourceQuantity quantity = new(nano);
            ResourceQuantity.TryParse(quantity.ToString(), out ResourceQuantity again, out _).ShouldBeTrue();
            again.ShouldBe(quantity);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryParse_TheSameInSeveralForms_IsTheSame() =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), static n =>
        {
            Parse($"{n}k").ShouldBe(Parse($"{n}000"));
            Parse($"{n}Ki").ShouldBe(Parse($"{n * 1024L}"));
            Parse($"{n}m").ShouldBe(Parse($"{n}e-3"));
            Parse($"{n}Gi").ShouldBe(Parse($"{n * 1024L}Mi"));
            Parse($"{n}u").ShouldBe(Parse($"{n}000n"));
            Parse($"{n}.5").Milli.ShouldBe((n * 1000L) + 500);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryParse_AnyText_NeverThrows() =>
        Prop.ForAll(Gen.Elements([.. "0123456789.eE+-kKMGTPimnu "]).ArrayOf(12).ToArbitrary(), static text => { _ = ResourceQuantity.TryParse(text, out _, out _); }).QuickCheckThrowOnFailure();

    private static ResourceQuantity Parse(string text)
    {
        ResourceQuantity.TryParse(text, out ResourceQuantity quantity, out string? problem).ShouldBeTrue(problem);
        return quantity;
    }
}
