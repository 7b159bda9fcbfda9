using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace PowerActors.Core.Placement.Kubernetes;

/// <summary>Steps through JSON as Go's decoder would take it: names of fields without regard to case, unknown ones passed over, null as if it were not there.</summary>
public static class JsonFields
{
    /// <summary>Begins an object; false for null.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="what">What is expected, such as <c>a pod</c>.</param>
    /// <exception cref="MalformedObjectException">It is something else.</exception>
    public static bool Begin(ref Utf8JsonReader reader, string what) => Begin(ref reader, JsonTokenType.StartObject, what);

    /// <summary>Begins a list; false for null.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="what">What is expected, such as <c>a list of nodes</c>.</param>
    /// <exception cref="MalformedObjectException">It is something else.</exception>
    public static bool BeginList(ref Utf8JsonReader reader, string what) => Begin(ref reader, JsonTokenType.StartArray, what);

    /// <summary>Goes on to the next field's name; false at the end of the object.</summary>
    public static bool NextField(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Goes on to the next element; false at the end of the list.</summary>
    public static bool NextItem(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Whether the reader stands on the name of this field; if so it goes on to the value.</summary>
    /// <param name="reader">Stands on a field's name.</param>
    /// <param name="name">The name, ASCII.</param>
    public static bool Enter(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        bool isIt = reader.ValueIsEscaped
            ? string.Equals(reader.GetString(), Encoding.ASCII.GetString(name), StringComparison.OrdinalIgnoreCase)
            : reader.ValueSpan.Length == name.Length && Ascii.EqualsIgnoreCase(reader.ValueSpan, name);
        return isIt && reader.Read();
    }

    /// <summary>A text; empty for null.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="field">Its name, for the fault.</param>
    /// <param name="longest">Characters at most.</param>
    /// <exception cref="MalformedObjectException">It is no text, or a longer one.</exception>
    public static string Text(ref Utf8JsonReader reader, string field, int longest = 1024)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return "";
        if (reader.TokenType != JsonTokenType.String)
            Fault(field, $"is {Describe(ref reader)}; a text would be right");
        if (reader.ValueSpan.Length > longest * 6)
            Fault(field, $"has more than {longest} characters");
        string text = reader.GetString()!;
        if (text.Length > longest)
            Fault(field, $"has {text.Length} characters; at most {longest} would be right");
        return text;
    }

    /// <summary>A whole number; null for null.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="field">Its name, for the fault.</param>
    /// <exception cref="MalformedObjectException">It is no whole number of 32 bits.</exception>
    public static int? Integer(ref Utf8JsonReader reader, string field)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int number))
            Fault(field, $"is {Describe(ref reader)}; a whole number would be right");
        else
            return number;
        return null;
    }

    /// <summary>A quantity, as text or as a number; null for null.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="field">Its name, for the fault.</param>
    /// <exception cref="MalformedObjectException">It is no quantity, or less than nothing.</exception>
    public static ResourceQuantity? Quantity(ref Utf8JsonReader reader, string field)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.ValueSpan.Length > ResourceQuantity.Longest)
            Fault(field, $"is {Describe(ref reader)}; a quantity such as 500m or 64Gi would be right");
        Span<char> text = stackalloc char[ResourceQuantity.Longest];
        int length = reader.TokenType == JsonTokenType.String ? reader.CopyString(text) : Encoding.UTF8.GetChars(reader.ValueSpan, text);
        if (!ResourceQuantity.TryParse(text[..length], out ResourceQuantity quantity, out string? problem))
            Fault(field, problem);
        if (Int128.IsNegative(quantity.Nano))
            Fault(field, $"is {quantity}; 0 or more would be right");
        return quantity;
    }

    /// <summary>What a value is, for a fault.</summary>
    public static string Describe(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => reader.ValueSpan.Length <= 40 ? $"'{reader.GetString()}'" : "a long text",
        JsonTokenType.Number => reader.ValueSpan.Length <= 40 ? Encoding.UTF8.GetString(reader.ValueSpan) : "a long number",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };

    [DoesNotReturn]
    internal static void Fault(string field, string fault) => throw new MalformedObjectException(field, fault);

    private static bool Begin(ref Utf8JsonReader reader, JsonTokenType token, string what)
    {
        if (reader.TokenType == token)
            return true;
        if (reader.TokenType != JsonTokenType.Null)
            Fault("", $"is {Describe(ref reader)}; {what} would be right");
        return false;
    }
}
