namespace PowerActors.Core.Input;

/// <summary>
/// Gathers the faults of one file, so that a user sees them together instead of one per run. Keeps the first ones and counts the rest: a file with the
/// wrong separator has as many faults as lines.
/// </summary>
/// <param name="file">The file as the user named it.</param>
/// <param name="keep">How many are told one by one, 1 or more.</param>
public sealed class InputFaultCollector(string file, int keep = 20)
{
    private readonly List<InputFault> _faults = [];

    /// <summary>How many were found.</summary>
    public int Count { get; private set; }

    /// <summary>Notes a fault.</summary>
    /// <param name="line">Line counted from 1, or 0 for the whole file.</param>
    /// <param name="message">What is wrong; what would be right.</param>
    public void Add(int line, string message)
    {
        Count++;
        if (_faults.Count < keep)
            _faults.Add(new InputFault(file, line, message));
    }

    /// <summary>Throws when anything was found.</summary>
    /// <exception cref="InputException">With everything that was found.</exception>
    public void ThrowIfAny()
    {
        if (Count > 0)
            throw new InputException(_faults.ToArray(), Count - _faults.Count);
    }
}
