namespace PowerActors.Devices.Redfish.Discovery;

/// <summary>Order of names as people count: GPU2 before GPU10.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x;
        ReadOnlySpan<char> b = y;
        while (!a.IsEmpty && !b.IsEmpty)
        {
            int result;
            if (char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0]))
            {
                ReadOnlySpan<char> left = TakeDigits(ref a);
                ReadOnlySpan<char> right = TakeDigits(ref b);
                result = left.Length != right.Length ? left.Length - right.Length : left.SequenceCompareTo(right);
            }
            else
            {
                result = a[0] - b[0];
                a = a[1..];
                b = b[1..];
            }

            if (result != 0)
                return result;
        }

        return a.Length != b.Length ? a.Length - b.Length : string.CompareOrdinal(x, y);
    }

    private static ReadOnlySpan<char> TakeDigits(ref ReadOnlySpan<char> text)
    {
        int length = 1;
        while (length < text.Length && char.IsAsciiDigit(text[length]))
            length++;
        ReadOnlySpan<char> digits = text[..length].TrimStart('0');
        text = text[length..];
        return digits;
    }
}
