using System.Diagnostics.CodeAnalysis;

namespace PowerActors.Core.Energy.Serving;

/// <summary>Short, medium or long, of a request's input or output.</summary>
public enum RequestSize
{
    /// <summary>S.</summary>
    Short,

    /// <summary>M.</summary>
    Medium,

    /// <summary>L.</summary>
    Long,
}

/// <summary>
/// Requests of one size of input and one of output, nine classes in all, as DynamoLLM has them (Stojkovic et al., HPCA'25): written SS, SM, SL, MS ... LL, input first. Where a profile
/// draws the lines between sizes is its own affair; DynamoLLM draws them at the 33rd and 67th percentile of its trace.
/// </summary>
/// <param name="Input">Prompt.</param>
/// <param name="Output">Answer.</param>
public readonly record struct RequestClass(RequestSize Input, RequestSize Output)
{
    private const string Letters = "SML";

    /// <summary>Reads two letters, of either case.</summary>
    public static bool TryParse(string text, out RequestClass value)
    {
        int input = text.Length == 2 ? Letters.IndexOf(char.ToUpperInvariant(text[0]), StringComparison.Ordinal) : -1;
        int output = text.Length == 2 ? Letters.IndexOf(char.ToUpperInvariant(text[1]), StringComparison.Ordinal) : -1;
        value = input < 0 || output < 0 ? default : new RequestClass((RequestSize)input, (RequestSize)output);
        return input >= 0 && output >= 0;
    }

    /// <summary>Two letters.</summary>
    public override string ToString() => $"{Letters[(int)Input]}{Letters[(int)Output]}";
}

/// <summary>Which part of the tokens is of which class.</summary>
public sealed class RequestMix
{
    private const double Tolerance = 1e-6;

    /// <summary>A mix.</summary>
    /// <param name="shares">Classes and shares above 0 that add up to 1.</param>
    /// <exception cref="ArgumentException">They do not, or a class stands there twice.</exception>
    public RequestMix(IReadOnlyList<(RequestClass Class, double Share)> shares)
    {
        if (Problem(shares) is { } problem)
            throw new ArgumentException(problem, nameof(shares));
        Shares = shares;
    }

    /// <summary>Classes and their shares of the tokens.</summary>
    public IReadOnlyList<(RequestClass Class, double Share)> Shares { get; }

    /// <summary>Reads a mix such as <c>SS=20%,MM=50%,LL=30%</c>.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="mix">The mix.</param>
    /// <param name="problem">What is wrong, and after a semicolon what would be right.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out RequestMix? mix, [NotNullWhen(false)] out string? problem)
    {
        mix = null;
        List<(RequestClass, double)> shares = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = part.Split('=', StringSplitOptions.TrimEntries);
            if (sides.Length != 2 || !RequestClass.TryParse(sides[0], out RequestClass requests))
            {
                problem = $"has '{part}', not a class and its share; write two of the letters S, M, L (input, output) and a percentage, such as SM=40%";
                return false;
            }

            if (!Units.Quantity.TryParseShare(sides[1], out double share, out string? why))
            {
                problem = $"of {requests} {why}";
                return false;
            }

            shares.Add((requests, share));
        }

        problem = Problem(shares);
        if (problem is not null)
            return false;
        mix = new RequestMix(shares);
        return true;
    }

    private static string? Problem(IReadOnlyList<(RequestClass Class, double Share)> shares)
    {
        if (shares.Count == 0)
            return "is empty; write classes and shares, such as SS=20%,MM=50%,LL=30%";
        double sum = 0;
        HashSet<RequestClass> seen = [];
        foreach ((RequestClass requests, double share) in shares)
        {
            if (!seen.Add(requests))
                return $"names {requests} twice; write each class once";
            if (!(share > 0))
                return $"gives {requests} {share * 100:0.####} %; write shares above 0 % and leave out the classes that have none";
            sum += share;
        }

        return Math.Abs(sum - 1) <= Tolerance ? null : $"adds up to {sum * 100:0.####} %; shares must add up to 100 %";
    }
}
