using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace PowerActors.Simulation.Reports;

/// <summary>
/// HTML or SVG under construction. The only way to write is an interpolated string: its literal text is markup, whatever stands in braces is escaped, so that a server called
/// <c>&lt;script&gt;</c> is a name and nothing else, in text and in quoted attributes alike. Numbers are written with a point, at most two decimals, on any machine.
/// </summary>
public sealed class Markup
{
    private readonly StringBuilder _text = new();
    private int _lastId;

    /// <summary>Where in the page's JSON the figures written now have their root: <c>/points/0/runs/0</c> where the page is about several runs; empty where it is about one.</summary>
    public string Root { get; private set; } = "";

    /// <summary>Writes markup; what stands in braces is escaped.</summary>
    /// <param name="markup">An interpolated string, also where nothing is interpolated.</param>
    /// <returns>This, to go on.</returns>
    public Markup Add([InterpolatedStringHandlerArgument("")] ref MarkupHandler markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>Writes a part.</summary>
    /// <param name="part">The part.</param>
    /// <returns>This, to go on.</returns>
    public Markup Add(IReportPart part)
    {
        part.WriteTo(this);
        return this;
    }

    /// <summary>Writes parts whose figures are found below a place in the page's JSON.</summary>
    /// <param name="root">The place, a pointer (RFC 6901).</param>
    /// <param name="parts">The parts.</param>
    public void AddBelow(string root, IEnumerable<IReportPart> parts)
    {
        string before = Root;
        Root = before + root;
        foreach (IReportPart part in parts)
            Add(part);
        Root = before;
    }

    /// <summary>A name for an element that no other element of this page has; counted, so that equal pages have equal names.</summary>
    public string NextId() => $"e{++_lastId}";

    /// <summary>Everything written so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A number as markup has it: invariant, at most two decimals, never an exponent and never <c>-0</c>.</summary>
    /// <param name="value">A finite number.</param>
    public static string Number(double value)
    {
        string text = value.ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    internal void Raw(string markup) => _text.Append(markup);

    internal void Escape(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '<':
                    _text.Append("&lt;");
                    break;
                case '>':
                    _text.Append("&gt;");
                    break;
                case '&':
                    _text.Append("&amp;");
                    break;
                case '"':
                    _text.Append("&quot;");
                    break;
                case '\'':
                    _text.Append("&#39;");
                    break;
                default:
                    _text.Append(IsAllowed(text, i) ? c : '\uFFFD');
                    break;
            }
        }
    }

    /// <summary>Neither HTML nor UTF-8 has control characters or halves of surrogate pairs.</summary>
    private static bool IsAllowed(ReadOnlySpan<char> text, int at)
    {
        char c = text[at];
        if (char.IsHighSurrogate(c))
            return at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
        if (char.IsLowSurrogate(c))
            return at > 0 && char.IsHighSurrogate(text[at - 1]);
        return !char.IsControl(c) || c is '\n' or '\t';
    }
}

/// <summary>Takes the pieces of an interpolated string for <see cref="Markup.Add(ref MarkupHandler)"/>; called by the compiler.</summary>
[InterpolatedStringHandler]
public readonly ref struct MarkupHandler
{
    private readonly Markup _markup;

    /// <summary>Starts a string.</summary>
    /// <param name="literalLength">Length of the literal text.</param>
    /// <param name="formattedCount">Number of values.</param>
    /// <param name="markup">What is written to.</param>
    public MarkupHandler(int literalLength, int formattedCount, Markup markup)
    {
        _ = literalLength + formattedCount;
        _markup = markup;
    }

    /// <summary>Literal text: markup as it stands.</summary>
    /// <param name="markup">The text.</param>
    public void AppendLiteral(string markup) => _markup.Raw(markup);

    /// <summary>Text, escaped.</summary>
    /// <param name="text">The text.</param>
    public void AppendFormatted(string? text) => _markup.Escape(text);

    /// <summary>A number with at most two decimals.</summary>
    /// <param name="value">The number.</param>
    public void AppendFormatted(double value) => _markup.Raw(Markup.Number(value));

    /// <summary>A whole number.</summary>
    /// <param name="value">The number.</param>
    public void AppendFormatted(long value) => _markup.Raw(value.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A part of a report: a chart, a table, a paragraph. Pure: equal parts write equal text.</summary>
public interface IReportPart
{
    /// <summary>Writes the part.</summary>
    /// <param name="to">The page.</param>
    void WriteTo(Markup to);
}
