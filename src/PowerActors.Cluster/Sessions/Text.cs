using PowerActors.Wire;

namespace PowerActors.Cluster.Sessions;

/// <summary>Text from outside, before it reaches a log.</summary>
internal static class Text
{
    /// <summary>One line, of bounded length, without control characters.</summary>
    public static string Clean(string text)
    {
        ReadOnlySpan<char> head = text.AsSpan(0, Math.Min(text.Length, WireLimits.TextLength));
        return head.ContainsAnyInRange('\0', '\u001f') || head.ContainsAnyInRange('\u007f', '\u009f')
            ? string.Create(head.Length, text, static (span, from) =>
            {
                for (int i = 0; i < span.Length; i++)
                    span[i] = char.IsControl(from[i]) ? ' ' : from[i];
            })
            : head.ToString();
    }
}
