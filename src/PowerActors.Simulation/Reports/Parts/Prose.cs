namespace PowerActors.Simulation.Reports.Parts;

/// <summary>A paragraph.</summary>
/// <param name="Text">Plain text.</param>
public sealed record Paragraph(string Text) : IReportPart
{
    /// <inheritdoc/>
    public void WriteTo(Markup to) => to.Add($"<p>{Text}</p>\n");
}

/// <summary>A line that says how something came out.</summary>
/// <param name="Text">Plain text.</param>
/// <param name="Tone">Whether it is good news.</param>
public sealed record Notice(string Text, Verdict Tone) : IReportPart
{
    /// <inheritdoc/>
    public void WriteTo(Markup to) => to.Add($"<p class=\"notice\"><span class=\"{Figure.CssClass(Tone)}\">{Text}</span></p>\n");
}

/// <summary>Items one below the other.</summary>
/// <param name="Items">Plain text.</param>
public sealed record BulletList(IReadOnlyList<string> Items) : IReportPart
{
    /// <inheritdoc/>
    public void WriteTo(Markup to)
    {
        to.Add($"<ul>\n");
        foreach (string item in Items)
            to.Add($"<li>{item}</li>\n");
        to.Add($"</ul>\n");
    }
}

/// <summary>The command that repeats what the page shows, as it is typed into a shell.</summary>
/// <param name="Text">The command.</param>
public sealed record ShellCommand(string Text) : IReportPart
{
    /// <inheritdoc/>
    public void WriteTo(Markup to) => to.Add($"<pre class=\"command\" aria-label=\"Command that repeats this\"><code>{Text}</code></pre>\n");
}
