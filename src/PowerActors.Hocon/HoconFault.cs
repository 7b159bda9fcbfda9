using System.Text;

namespace PowerActors.Hocon;

/// <summary>One thing that is wrong with a document.</summary>
/// <param name="File">The file or named text; null where the source is neither.</param>
/// <param name="Line">The line, counted from 1; 0 where unknown.</param>
/// <param name="Column">The column, counted from 1; 0 where unknown.</param>
/// <param name="Message">In the form <c>what is wrong; what would be right</c>.</param>
public sealed record HoconFault(string? File, int Line, int Column, string Message)
{
    /// <summary>A fault at a value's place.</summary>
    /// <param name="origin">The place.</param>
    /// <param name="message">In the form <c>what is wrong; what would be right</c>.</param>
    public static HoconFault At(HoconOrigin origin, string message) =>
        new(string.IsNullOrEmpty(origin.Source) ? null : origin.Source, origin.Line, origin.Column, message);

    /// <summary><c>FILE:LINE: what is wrong; what would be right</c>.</summary>
    public override string ToString() => File is null ? Message : Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}

/// <summary>A document could not be read, parsed, resolved or converted. Its message has one line per fault.</summary>
public sealed class HoconException : Exception
{
    /// <summary>An exception with the faults found together.</summary>
    /// <param name="faults">At least one fault.</param>
    public HoconException(IReadOnlyList<HoconFault> faults)
        : base(Render(faults)) => Faults = faults;

    /// <summary>An exception with one fault.</summary>
    /// <param name="fault">The fault.</param>
    public HoconException(HoconFault fault)
        : this([fault])
    {
    }

    /// <summary>What is wrong, in the order found.</summary>
    public IReadOnlyList<HoconFault> Faults { get; }

    private static string Render(IReadOnlyList<HoconFault> faults)
    {
        if (faults.Count == 1)
            return faults[0].ToString();
        var text = new StringBuilder();
        for (int i = 0; i < faults.Count; i++)
        {
            if (i > 0)
                text.Append('\n');
            text.Append(faults[i].ToString());
        }
        return text.ToString();
    }
}
