namespace PowerActors.Simulation.Reports.Parts;

/// <summary>A figure that a reader should see first.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The figure.</param>
/// <param name="Remark">What it should be, or what it is made of; null for nothing.</param>
public sealed record KeyFigure(string Name, Figure Value, Figure? Remark = null);

/// <summary>A few figures in large print.</summary>
/// <param name="Items">The figures.</param>
public sealed record KeyFigures(params IReadOnlyList<KeyFigure> Items) : IReportPart
{
    /// <inheritdoc/>
    public void WriteTo(Markup to)
    {
        to.Add($"<dl class=\"key\">\n");
        foreach (KeyFigure item in Items)
        {
            to.Add($"<div><dt>{item.Name}</dt><dd>").Add(item.Value).Add($"</dd>");
            if (item.Remark is not null)
                to.Add($"<dd class=\"remark\">").Add(item.Remark).Add($"</dd>");
            to.Add($"</div>\n");
        }

        to.Add($"</dl>\n");
    }
}
