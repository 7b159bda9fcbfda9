namespace PowerActors.Core.Input;

/// <summary>One thing that is wrong with what a user gave, and what would be right.</summary>
/// <param name="File">The file as the user named it, or the name of an option.</param>
/// <param name="Line">Line in it, counted from 1; 0 when the fault is of the whole file or option.</param>
/// <param name="Message">What is wrong; what would be right. One line, no full stop.</param>
public readonly record struct InputFault(string File, int Line, string Message)
{
    /// <summary>The one line a user sees: <c>FILE:LINE: message</c>, or <c>FILE: message</c> without a line.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}
