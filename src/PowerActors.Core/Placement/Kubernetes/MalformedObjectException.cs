namespace PowerActors.Core.Placement.Kubernetes;

/// <summary>An object that cannot be read, with the field that is wrong.</summary>
public sealed class MalformedObjectException : Exception
{
    /// <summary>An exception without a field, as the framework's conventions ask for.</summary>
    public MalformedObjectException()
        : this("", "cannot be read")
    {
    }

    /// <summary>An exception without a field.</summary>
    /// <param name="message">What is wrong.</param>
    public MalformedObjectException(string message)
        : this("", message)
    {
    }

    /// <summary>An exception with its cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What was thrown.</param>
    public MalformedObjectException(string message, Exception innerException)
        : base(message, innerException) => (Field, Fault) = ("", message);

    /// <summary>A field and its fault.</summary>
    /// <param name="field">Its path, such as <c>spec.containers[0].resources.requests.cpu</c>.</param>
    /// <param name="fault">What is wrong and what would be right: the second half of a sentence.</param>
    public MalformedObjectException(string field, string fault)
        : base($"{field} {fault}".TrimStart()) => (Field, Fault) = (field, fault);

    /// <summary>Path of the field; empty for the object itself.</summary>
    public string Field { get; }

    /// <summary>What is wrong and what would be right.</summary>
    public string Fault { get; }

    /// <summary>The same as seen from further up.</summary>
    /// <param name="parent">Such as <c>Pod</c> or <c>items[3]</c>.</param>
    public MalformedObjectException Below(string parent) =>
        new(Field.Length == 0 ? parent : Field[0] == '[' ? parent + Field : $"{parent}.{Field}", Fault);
}
