namespace PowerActors.Hocon.Tree;

/// <summary>
/// What a later value of a field makes of an earlier one (specification, "Duplicate keys and object merging"). Values whose type is not
/// known yet are stacked and merged when they are resolved.
/// </summary>
internal static class Merging
{
    /// <summary>Merges while parsing: <paramref name="lower"/> belongs to the parser and may be changed.</summary>
    public static Node Into(Node lower, Node upper)
    {
        switch (upper)
        {
            case ObjectNode above when lower is ObjectNode below:
                below.SetAll(above);
                return below;
            case ObjectNode above when lower is MergeNode { Layers: [.., ObjectNode top] }:
                top.SetAll(above);
                return lower;
            case MergeNode stack:
                foreach (var layer in stack.Layers)
                    lower = Into(lower, layer);
                return lower;
            default:
                if (Hides(lower, upper))
                    return upper;
                if (lower is MergeNode merge)
                {
                    merge.Layers.Add(upper);
                    return merge;
                }
                return new MergeNode([lower, upper]);
        }
    }

    /// <summary>Merges two finished documents: neither argument is changed.</summary>
    public static Node Over(Node lower, Node upper)
    {
        switch (upper)
        {
            case ObjectNode above when lower is ObjectNode below:
                return ObjectNode.Combine(below, above);
            case ObjectNode above when lower is MergeNode { Layers: [.., ObjectNode top] } stack:
                return new MergeNode([.. stack.Layers[..^1], ObjectNode.Combine(top, above)]);
            case MergeNode stack:
                foreach (var layer in stack.Layers)
                    lower = Over(lower, layer);
                return lower;
            default:
                if (Hides(lower, upper))
                    return upper;
                return lower is MergeNode merge ? new MergeNode([.. merge.Layers, upper]) : new MergeNode([lower, upper]);
        }
    }

    // Scalars and lists hide everything below them; an object hides a scalar or a list.
    private static bool Hides(Node lower, Node upper) => !upper.IsOpen && (upper is not ObjectNode || !lower.IsOpen);
}
