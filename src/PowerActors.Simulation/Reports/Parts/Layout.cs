namespace PowerActors.Simulation.Reports.Parts;

/// <summary>Parts beside one another where the screen is wide enough, such as two charts of half the width.</summary>
/// <param name="Items">The parts.</param>
public sealed record SideBySide(params IReadOnlyList<IReportPart> Items) : IReportPart
{
    /// <inheritdoc/>
    public void WriteTo(Markup to)
    {
        to.Add($"<div class=\"beside\">\n");
        foreach (IReportPart item in Items)
            to.Add($"<div>").Add(item).Add($"</div>\n");
        to.Add($"</div>\n");
    }
}

/// <summary>Parts about one of several things that the page's JSON holds: their figures are found below its place there.</summary>
/// <param name="Root">The place, a pointer (RFC 6901) such as <c>/points/0/runs/0</c>.</param>
/// <param name="Items">The parts.</param>
public sealed record Below(string Root, params IReadOnlyList<IReportPart> Items) : IReportPart
{
    /// <inheritdoc/>
    public void WriteTo(Markup to) => to.AddBelow(Root, Items);
}

/// <summary>Parts that a reader opens; open in print.</summary>
/// <param name="Summary">What is to be found there.</param>
/// <param name="Items">The parts.</param>
public sealed record Foldable(string Summary, params IReadOnlyList<IReportPart> Items) : IReportPart
{
    /// <inheritdoc/>
    public void WriteTo(Markup to)
    {
        to.Add($"<details><summary>{Summary}</summary>\n");
        foreach (IReportPart item in Items)
            to.Add(item);
        to.Add($"</details>\n");
    }
}
