using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using PowerActors.Simulation.Reports;

namespace PowerActors.Simulation.Tests.Reports;

public sealed class MarkupTests
{
    [Fact]
    public void Add_AnyText_ReadsBackAsItWasAndIsNeverMarkup()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), static text =>
        {
            XElement element = XElement.Parse(new Markup().Add($"<a b=\"{text}\">{text}</a>").ToString(), LoadOptions.PreserveWhitespace);
            element.Nodes().ShouldAllBe(static node => node is XText);
            element.Value.ShouldBe(Expected(text));
            element.Attribute("b")!.Value.ShouldBe(Expected(text).Replace('\n', ' ').Replace('\t', ' '));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(2024, 1));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("\" onload='x", "&quot; onload=&#39;x")]
    [InlineData("😀 Zürich & 東京", "😀 Zürich &amp; 東京")]
    public void Add_HostileText_IsEscaped(string text, string expected) => new Markup().Add($"{text}").ToString().ShouldBe(expected);

    [Fact]
    public void Add_HalvesOfCharactersAndControls_AreReplaced() => new Markup().Add($"{"a\0b\ud800c\udc00"}").ToString().ShouldBe("a\ufffdb\ufffdc\ufffd");

    [Theory]
    [InlineData(1234567.891, "1234567.89")]
    [InlineData(-.001, "0")]
    [InlineData(1e-9, "0")]
    [InlineData(-2.5, "-2.5")]
    public void Number_AnyMagnitude_HasNoExponentAndNoGroups(double value, string expected) => Markup.Number(value).ShouldBe(expected);

    [Fact]
    public void NextId_SamePage_NeverRepeats()
    {
        Markup page = new();
        page.NextId().ShouldNotBe(page.NextId());
    }

    private static string Expected(string? text)
    {
        char[] expected = (text ?? "").ToCharArray();
        for (int i = 0; i < expected.Length; i++)
        {
            bool isHalf = char.IsSurrogate(text![i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                && !(char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]));
            if (isHalf || (char.IsControl(text[i]) && text[i] is not '\n' and not '\t'))
                expected[i] = '\uFFFD';
        }

        return new string(expected);
    }
}
