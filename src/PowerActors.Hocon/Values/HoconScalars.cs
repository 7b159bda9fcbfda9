namespace PowerActors.Hocon;

/// <summary>A text.</summary>
public sealed class HoconString : HoconValue
{
    /// <summary>A text and where it was written.</summary>
    /// <param name="value">The text.</param>
    /// <param name="origin">Where it was written.</param>
    public HoconString(string value, HoconOrigin origin)
        : base(origin) => Value = value;

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public override HoconType Type => HoconType.String;

    internal override string ConcatText => Value;
}

/// <summary>A number, kept as it was written so that concatenation and versions such as <c>1.10</c> lose nothing.</summary>
public sealed class HoconNumber : HoconValue
{
    internal HoconNumber(string text, HoconOrigin origin)
        : base(origin) => Text = text;

    /// <summary>The number as written, for example <c>1e5</c>.</summary>
    public string Text { get; }

    /// <summary>Whether it is written without fraction and exponent.</summary>
    public bool IsInteger => Text.AsSpan().IndexOfAny('.', 'e', 'E') < 0;

    /// <inheritdoc/>
    public override HoconType Type => HoconType.Number;

    internal override string ConcatText => Text;
}

/// <summary>True or false.</summary>
public sealed class HoconBoolean : HoconValue
{
    internal HoconBoolean(bool value, HoconOrigin origin)
        : base(origin) => Value = value;

    /// <summary>The boolean.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override HoconType Type => HoconType.Boolean;

    internal override string ConcatText => Value ? "true" : "false";
}

/// <summary>The absence of a value, written out; it hides what was set before.</summary>
public sealed class HoconNull : HoconValue
{
    internal HoconNull(HoconOrigin origin)
        : base(origin)
    {
    }

    /// <inheritdoc/>
    public override HoconType Type => HoconType.Null;

    internal override string ConcatText => "null";
}
