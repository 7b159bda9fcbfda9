using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace PowerActors.Hocon.Tests.Values;

public sealed class NumberSyntaxTests
{
    [Fact]
    public void Parse_AnyDouble_KeepsItsValue() =>
        Prop.ForAll<NormalFloat>(
                ArbMap.Default.ArbFor<NormalFloat>(),
                number =>
                {
                    string text = number.Get.ToString("R", CultureInfo.InvariantCulture);
                    var value = Given.Object("a = " + text).Get("a")!;
                    return value is HoconNumber && value.AsDouble().Equals(number.Get) && JsonDocument.Parse(value.ToJson()).RootElement.GetDouble().Equals(number.Get);
                })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void ToJson_AnyTextThatIsANumber_IsJsonOfTheSameValue() =>
        Prop.ForAll(
                Gen.ArrayOf(Gen.Elements("0123456789.-eE".ToCharArray())).Select(c => new string(c)).ToArbitrary(),
                text =>
                {
                    var value = Given.Object("a = x" + "\nb = " + (text.Length == 0 ? "x" : text)).Get("b")!;
                    if (value is not HoconNumber number)
                        return true;
                    using var json = JsonDocument.Parse(number.ToJson());
                    return double.Parse(number.Text, CultureInfo.InvariantCulture).Equals(json.RootElement.GetDouble());
                })
            .QuickCheckThrowOnFailure();
}
