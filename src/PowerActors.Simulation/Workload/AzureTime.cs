namespace PowerActors.Simulation.Workload;

/// <summary>Times as Azure's traces write them: <c>2023-11-16 18:15:46.6805900</c>.</summary>
internal static class AzureTime
{
    /// <summary>Reads a time.</summary>
    /// <param name="text">The field.</param>
    /// <param name="ticks">Ticks of 100 ns since the year 1, UTC.</param>
    /// <param name="fraction">What the ninth to sixteenth digits after the point say beyond the tick: only for telling two times apart.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks, out long fraction)
    {
        ticks = 0;
        fraction = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)' ' or (byte)'T' or (byte)'t') || text[13] != ':' || text[16] != ':')
            return false;
        if (!Digits(text[..4], out int year) || !Digits(text[5..7], out int month) || !Digits(text[8..10], out int day)
            || !Digits(text[11..13], out int hour) || !Digits(text[14..16], out int minute) || !Digits(text[17..19], out int second))
        {
            return false;
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks
            + (((((hour * 60L) + minute) * 60) + second) * TimeSpan.TicksPerSecond);
        ReadOnlySpan<byte> rest = text[19..];
        if (!rest.IsEmpty && rest[0] == '.' && !TryFraction(ref rest, ref ticks, out fraction))
            return false;
        return TryOffset(rest, ref ticks);
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, ref long ticks, out long beyond)
    {
        beyond = 0;
        long unit = TimeSpan.TicksPerSecond / 10;
        long beyondUnit = 100_000_000;
        int i = 1;
        for (; i < rest.Length && (uint)(rest[i] - '0') <= 9; i++)
        {
            int digit = rest[i] - '0';
            if (unit > 0)
            {
                ticks += digit * unit;
                unit /= 10;
            }
            else
            {
                beyond += digit * beyondUnit;
                beyondUnit /= 10;
            }
        }

        rest = rest[i..];
        return i > 1;
    }

    // Nothing, Z, +HH, +HHMM or +HH:MM.
    private static bool TryOffset(ReadOnlySpan<byte> rest, ref long ticks)
    {
        if (rest.IsEmpty || (rest.Length == 1 && rest[0] is (byte)'Z' or (byte)'z'))
            return true;
        if (rest[0] is not ((byte)'+' or (byte)'-') || rest.Length is not (3 or 5 or 6) || (rest.Length == 6 && rest[3] != ':'))
            return false;
        int minutes = 0;
        if (!Digits(rest[1..3], out int hours) || (rest.Length > 3 && !Digits(rest[^2..], out minutes)) || hours > 14 || minutes > 59)
            return false;
        long offset = ((hours * 60L) + minutes) * TimeSpan.TicksPerMinute;
        ticks += rest[0] == '+' ? -offset : offset;
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte c in text)
        {
            if ((uint)(c - '0') > 9)
                return false;
            value = (value * 10) + (c - '0');
        }

        return true;
    }
}
