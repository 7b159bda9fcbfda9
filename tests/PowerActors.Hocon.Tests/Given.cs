using System.Globalization;
using System.Text;

namespace PowerActors.Hocon.Tests;

/// <summary>Short ways from a text to what it resolves to.</summary>
internal static class Given
{
    public const string Name = "test.conf";

    public static string Json(string text, params (string Name, string Value)[] environment) => Resolve(text, environment).ToJson();

    public static HoconValue Resolve(string text, params (string Name, string Value)[] environment) =>
        HoconDocument.ParseText(text, Name).Resolve(With(environment));

    public static HoconObject Object(string text, params (string Name, string Value)[] environment) =>
        HoconDocument.ParseText(text, Name).ResolveObject(With(environment));

    public static HoconResolveOptions With(params (string Name, string Value)[] environment) => new()
    {
        Environment = name => Array.Find(environment, e => e.Name == name).Value,
    };

    /// <summary>The faults of a text that must not parse or resolve.</summary>
    public static IReadOnlyList<HoconFault> Faults(string text, params (string Name, string Value)[] environment)
    {
        var faults = Should.Throw<HoconException>(() => Resolve(text, environment), $"for: {text}").Faults;
        foreach (var fault in faults)
        {
            fault.Message.ShouldContain("; ", customMessage: $"a fault says what is wrong; what would be right: {fault.Message}");
            fault.File.ShouldBe(Name);
            fault.Line.ShouldBeGreaterThan(0);
        }
        return faults;
    }

    public static HoconFault Fault(string text) => Faults(text).ShouldHaveSingleItem();

    /// <summary>JSON with its fields sorted, to compare documents whose fields differ in order.</summary>
    public static string Canonical(HoconValue value)
    {
        var text = new StringBuilder();
        Append(value, text);
        return text.ToString();
    }

    private static void Append(HoconValue value, StringBuilder text)
    {
        switch (value)
        {
            case HoconObject fields:
                text.Append('{');
                foreach (var field in fields.OrderBy(f => f.Key, StringComparer.Ordinal))
                {
                    text.Append(new HoconString(field.Key, default).ToJson()).Append(':');
                    Append(field.Value, text);
                    text.Append(',');
                }
                text.Append('}');
                break;
            case HoconArray items:
                text.Append('[');
                foreach (var item in items)
                {
                    Append(item, text);
                    text.Append(',');
                }
                text.Append(']');
                break;
            case HoconNumber number:
                text.Append(number.AsDouble().ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(value.ToJson());
                break;
        }
    }
}
