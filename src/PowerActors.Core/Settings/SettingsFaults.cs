using PowerActors.Core.Input;
using PowerActors.Core.Topology;

namespace PowerActors.Core.Settings;

/// <summary>Gathers everything that is wrong with settings, so that it is told together; nothing is applied while anything is wrong.</summary>
/// <param name="nearest">Finds among known words the one that an unknown word was meant to be, or null; without it no word is suggested.</param>
public sealed class SettingsFaults(Func<string, IEnumerable<string>, string?>? nearest = null)
{
    private const int MostTold = 50;
    private readonly List<InputFault> _faults = [];
    private readonly HashSet<InputFault> _seen = [];

    /// <summary>How many were found; the same fault at the same place counts once.</summary>
    public int Count => _faults.Count;

    /// <summary>All of them: file by file as first met, in the order of the lines.</summary>
    public IReadOnlyList<InputFault> InOrder()
    {
        List<string> files = [.. _faults.Select(static fault => fault.File).Distinct()];
        return [.. _faults.OrderBy(fault => files.IndexOf(fault.File)).ThenBy(static fault => fault.Line)];
    }

    /// <summary>Notes a fault.</summary>
    /// <param name="origin">Where it was written.</param>
    /// <param name="message">What is wrong; what would be right.</param>
    public void Add(SourceLocation origin, string message)
    {
        InputFault fault = new(origin.File, origin.Line, message);
        if (_seen.Add(fault))
            _faults.Add(fault);
    }

    /// <summary>Throws when anything was found.</summary>
    /// <exception cref="InputException">With the first fifty faults and the number of the others.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count == 0)
            return;
        IReadOnlyList<InputFault> all = InOrder();
        throw new InputException([.. all.Take(MostTold)], Math.Max(0, all.Count - MostTold));
    }

    /// <summary>The second half of a sentence about an unknown word: the word that was meant, or all that are known.</summary>
    /// <param name="unknown">What was written.</param>
    /// <param name="known">What could have been.</param>
    public string Suggest(string unknown, IEnumerable<string> known)
    {
        string[] words = [.. known];
        if (nearest?.Invoke(unknown, words) is { } near)
            return $"did you mean '{near}'?";
        return words.Length == 0 ? "nothing can stand here" : $"known are {string.Join(", ", words)}";
    }
}
