using PowerActors.Core.Input;

namespace PowerActors.Simulation.Energy.Dvfs;

/// <summary>Which rows of a file are read: those with given values in given columns.</summary>
internal sealed class RowFilter
{
    private readonly (int Column, string Value)[] _conditions;
    private bool _took;

    private RowFilter((int Column, string Value)[] conditions) => _conditions = conditions;

    /// <summary>A filter on a file.</summary>
    /// <exception cref="InputException">The file has no such column.</exception>
    public static RowFilter Create(CsvTable table, IReadOnlyList<KeyValuePair<string, string>> where)
    {
        foreach ((string name, _) in where)
        {
            if (table.Column(name) < 0)
                throw new InputException(table.File, table.Line, $"there is no column {name} to choose rows by; the columns are {string.Join(',', table.Header)}");
        }

        return new RowFilter([.. where.Select(condition => (table.Column(condition.Key), condition.Value))]);
    }

    public bool Takes(CsvTable table)
    {
        foreach ((int column, string value) in _conditions)
        {
            if (!table.Field(column).Equals(value, StringComparison.Ordinal))
                return false;
        }

        _took = true;
        return true;
    }

    /// <summary>A filter that takes nothing was meant otherwise.</summary>
    public void Check(CsvTable table)
    {
        if (!_took && _conditions.Length > 0 && table.Faults.Count == 0)
            table.Faults.Add(0, $"no row has {string.Join(" and ", _conditions.Select(c => $"{table.Header[c.Column]} {c.Value}"))}; choose values that are in the file");
    }
}
