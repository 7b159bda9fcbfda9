namespace PowerActors.Hocon.Resolving;

/// <summary>Joins the values of one line (specification, "Value concatenation").</summary>
internal static class Concatenation
{
    /// <summary>Joins two neighbours. A part's <c>Space</c> says that it is only unquoted whitespace.</summary>
    /// <returns>The joined head; null with an error where the two cannot be joined.</returns>
    public static Head? Join(Head left, bool leftIsSpace, Head right, bool rightIsSpace, HoconOrigin origin, out string? error)
    {
        error = null;
        switch (left, right)
        {
            case (ScalarHead a, ScalarHead b):
                return new ScalarHead(new HoconString(string.Concat(a.Value.ConcatText, b.Value.ConcatText), origin));
            case (ScalarHead, _) when leftIsSpace:
                return right;
            case (_, ScalarHead) when rightIsSpace:
                return left;
            case (ObjectHead a, ObjectHead b):
                return ObjectHead.Merge(a, b);
            case (ArrayHead a, ArrayHead b):
                return Append(a, b, origin);
            case (ArrayHead a, ObjectHead b) when b.ToIndexedArray() is { } items:
                return Append(a, items, origin);
            case (ObjectHead a, ArrayHead b) when a.ToIndexedArray() is { } items:
                return Append(items, b, origin);
            default:
                error = $"{Describe(left)} and {Describe(right)} cannot be joined; values on one line must be all text, all lists or all objects";
                return null;
        }
    }

    private static ArrayHead Append(ArrayHead a, ArrayHead b, HoconOrigin origin) => new([.. a.Items, .. b.Items], origin);

    private static string Describe(Head head)
    {
        string what = head switch
        {
            ScalarHead scalar => scalar.Value.Describe(),
            ObjectHead => "an object",
            _ => "a list",
        };
        return head.Origin.Line > 0 ? $"{what} (line {head.Origin.Line})" : what;
    }
}
