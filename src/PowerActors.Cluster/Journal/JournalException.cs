namespace PowerActors.Cluster.Journal;

/// <summary>What kind of thing is wrong with the journal.</summary>
public enum JournalFault
{
    /// <summary>The database cannot be reached, is too slow or refuses this program; it may come back.</summary>
    Unavailable,

    /// <summary>There is no room left.</summary>
    Full,

    /// <summary>The file or database is damaged, or is something else.</summary>
    Damaged,

    /// <summary>A newer version of this program has changed the schema.</summary>
    SchemaTooNew,

    /// <summary>The database is well, but will not take this record.</summary>
    Rejected,
}

/// <summary>Something is wrong with the journal. The message is one line that names the journal, what is wrong and what would be right, and holds no secret.</summary>
public sealed class JournalException : Exception
{
    /// <summary>An exception without particulars, as the framework's conventions ask for.</summary>
    public JournalException()
        : this("the journal cannot be used")
    {
    }

    /// <summary>The journal cannot be reached.</summary>
    public JournalException(string message)
        : base(message)
    {
    }

    /// <summary>The journal cannot be reached, with the cause.</summary>
    public JournalException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A fault of a kind.</summary>
    /// <param name="fault">The kind.</param>
    /// <param name="message">One line.</param>
    /// <param name="innerException">What was thrown.</param>
    public JournalException(JournalFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>What kind of thing is wrong.</summary>
    public JournalFault Fault { get; }
}
