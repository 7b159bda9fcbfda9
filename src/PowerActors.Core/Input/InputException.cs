namespace PowerActors.Core.Input;

/// <summary>Input that cannot be used, with everything that was found wrong in it. Nothing of it has been applied.</summary>
public sealed class InputException : Exception
{
    /// <summary>An exception without faults, as the framework's conventions ask for.</summary>
    public InputException()
        : this([])
    {
    }

    /// <summary>One fault that belongs to no file.</summary>
    /// <param name="message">What is wrong; what would be right.</param>
    public InputException(string message)
        : this([new InputFault("input", 0, message)])
    {
    }

    /// <summary>One fault that belongs to no file, with its cause.</summary>
    /// <param name="message">What is wrong; what would be right.</param>
    /// <param name="innerException">What was thrown.</param>
    public InputException(string message, Exception innerException)
        : base(message, innerException) => Faults = [new InputFault("input", 0, message)];

    /// <summary>One fault of a file.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="line">Line counted from 1, or 0 for the whole file.</param>
    /// <param name="message">What is wrong; what would be right.</param>
    public InputException(string file, int line, string message)
        : this([new InputFault(file, line, message)])
    {
    }

    /// <summary>Several faults, in the order in which a reader of the file meets them.</summary>
    /// <param name="faults">The faults that are told one by one.</param>
    /// <param name="omitted">How many more there are that are only counted.</param>
    public InputException(IReadOnlyList<InputFault> faults, int omitted = 0)
        : base(Describe(faults, omitted))
    {
        Faults = faults;
        Omitted = omitted;
    }

    /// <summary>The faults that are told one by one.</summary>
    public IReadOnlyList<InputFault> Faults { get; }

    /// <summary>How many more there are.</summary>
    public int Omitted { get; }

    private static string Describe(IReadOnlyList<InputFault> faults, int omitted)
    {
        if (faults.Count == 0)
            return "the input cannot be used";
        string text = string.Join('\n', faults);
        return omitted == 0 ? text : $"{text}\n{faults[0].File}: and {omitted} more";
    }
}
