using System.Buffers;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace PowerActors.Hocon;

/// <summary>The type of a value.</summary>
public enum HoconType
{
    /// <summary>Named fields in the order of declaration.</summary>
    Object,

    /// <summary>A list of values.</summary>
    Array,

    /// <summary>A text.</summary>
    String,

    /// <summary>A number, kept as written.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>The absence of a value, written out.</summary>
    Null,
}

/// <summary>
/// A resolved value and where it was written. Immutable. The conversions are those of the specification's section
/// "Automatic type conversions": numbers and booleans to text and back, numerically indexed objects to arrays, nothing else.
/// </summary>
public abstract partial class HoconValue
{
    private protected HoconValue(HoconOrigin origin) => Origin = origin;

    /// <summary>Where the value was written. For a substitution: where the value it refers to was written.</summary>
    public HoconOrigin Origin { get; }

    /// <summary>The value's type.</summary>
    public abstract HoconType Type { get; }

    /// <summary>The text this value has inside a string concatenation; null for objects and arrays.</summary>
    internal abstract string? ConcatText { get; }

    /// <summary>A fault at this value's place.</summary>
    /// <param name="message">In the form <c>what is wrong; what would be right</c>.</param>
    public HoconFault Fault(string message) => HoconFault.At(Origin, message);

    /// <summary>Writes the value as JSON.</summary>
    /// <param name="writer">Receives the value.</param>
    public void WriteJson(Utf8JsonWriter writer) => HoconJson.Write(this, writer);

    /// <summary>Writes the value as UTF-8 JSON.</summary>
    /// <param name="utf8">Receives the text; is flushed, not closed.</param>
    /// <param name="indented">Whether one field stands per line.</param>
    public void WriteJson(Stream utf8, bool indented = false)
    {
        using var writer = new Utf8JsonWriter(utf8, HoconJson.Options(indented));
        HoconJson.Write(this, writer);
    }

    /// <summary>The value as JSON.</summary>
    /// <param name="indented">Whether one field stands per line.</param>
    public string ToJson(bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, HoconJson.Options(indented)))
            HoconJson.Write(this, writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The value as compact JSON.</summary>
    public override string ToString() => ToJson();
}
