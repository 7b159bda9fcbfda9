namespace PowerActors.Simulation.Reports.Parts;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="IsNumber">Numbers stand at the right, words at the left.</param>
public readonly record struct Column(string Name, bool IsNumber = false);

/// <summary>Rows and columns of text and figures. The first column names the row.</summary>
/// <param name="Caption">What the table shows.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its rows, each with as many cells as there are columns.</param>
public sealed record DataTable(string Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Figure>> Rows) : IReportPart
{
    /// <summary>Small print, for tables of many rows.</summary>
    public bool IsDense { get; init; }

    /// <inheritdoc/>
    public void WriteTo(Markup to)
    {
        to.Add($"<div class=\"scroll\"><table class=\"{(IsDense ? "dense" : Columns.Count <= 2 ? "narrow" : "data")}\">\n<caption>{Caption}</caption>\n<thead><tr>");
        foreach (Column column in Columns)
            to.Add($"<th scope=\"col\" class=\"{Alignment(column)}\">{column.Name}</th>");
        to.Add($"</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<Figure> row in Rows)
        {
            to.Add($"<tr>");
            for (int i = 0; i < row.Count; i++)
            {
                if (i == 0)
                    to.Add($"<th scope=\"row\">").Add(row[i]).Add($"</th>");
                else
                    to.Add($"<td class=\"{Alignment(Columns[i])}\">").Add(row[i]).Add($"</td>");
            }

            to.Add($"</tr>\n");
        }

        to.Add($"</tbody>\n</table></div>\n");
    }

    private static string Alignment(Column column) => column.IsNumber ? "number" : "words";
}
