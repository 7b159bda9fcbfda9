namespace PowerActors.Simulation.Reports.Parts;

/// <summary>One fact.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Value">What holds.</param>
/// <param name="Source">Where it comes from; null where there is nothing to tell.</param>
public readonly record struct Fact(string Name, string Value, string? Source = null);

/// <summary>Names with their values and where these come from: assumptions, settings, inputs.</summary>
/// <param name="Caption">What the facts are about.</param>
/// <param name="Items">The facts.</param>
public sealed record Facts(string Caption, IReadOnlyList<Fact> Items) : IReportPart
{
    /// <summary>What the columns are called.</summary>
    public (string Name, string Value, string Source) Headings { get; init; } = ("what", "value", "from");

    /// <summary>Small print, for many facts.</summary>
    public bool IsDense { get; init; }

    /// <inheritdoc/>
    public void WriteTo(Markup to)
    {
        bool hasSource = Items.Any(static item => item.Source is not null);
        List<Column> columns = [new(Headings.Name), new(Headings.Value)];
        if (hasSource)
            columns.Add(new Column(Headings.Source));
        new DataTable(Caption, columns, [.. Items.Select(item => (IReadOnlyList<Figure>)(hasSource ? [item.Name, item.Value, item.Source ?? ""] : [item.Name, item.Value]))])
        {
            IsDense = IsDense,
        }.WriteTo(to);
    }
}
