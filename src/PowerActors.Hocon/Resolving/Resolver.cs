using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Resolving;

/// <summary>
/// Turns a parsed document into values. Evaluation is lazy: a reference to <c>a.b</c> evaluates <c>a</c> only as far as its keys, so that objects
/// may refer into themselves and each other. While a substitution or a concatenation is being evaluated it is blocked, with all
/// definitions of the same field after it: whoever looks the field up meanwhile sees the earlier definitions only (specification,
/// "Self-Referential Substitutions").
/// </summary>
internal sealed partial class Resolver
{
    private readonly HoconResolveOptions _options;
    private readonly Blocked _none = Blocked.None();
    private readonly Head _root;
    private readonly List<HoconFault> _faults = [];
    private readonly HashSet<Node> _reported = new(ReferenceEqualityComparer.Instance);
    // Optional substitutions whose value would contain themselves: they are as good as undefined.
    private readonly HashSet<Node> _voided;
    private bool _again;
    private long _budget;

    private Resolver(Node root, HoconResolveOptions options, HashSet<Node> voided)
    {
        _options = options;
        _voided = voided;
        _budget = options.MaxExpansion;
        _root = root is ArrayNode list ? ArrayHead.Of(list, _none) : new ObjectHead((ObjectNode)root, _none);
    }

    public static HoconValue Resolve(Node root, HoconResolveOptions options)
    {
        var voided = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        try
        {
            while (true)
            {
                var resolver = new Resolver(root, options, voided);
                var value = resolver.Run(root);
                // Each round voids at least one more substitution, so this ends; documents with such cycles are rare.
                if (resolver._again)
                    continue;
                if (resolver._faults.Count > 0)
                    throw new HoconException(resolver._faults);
                return value;
            }
        }
        catch (ExpansionException e)
        {
            throw new HoconException(HoconFault.At(root.Origin, e.Message));
        }
    }

    private HoconValue Run(Node root)
    {
        if (root is ObjectNode fields)
            ResolveMergesFirst(fields, 0);
        return _root is ArrayHead list ? Force(list, _none, 0) : Force((ObjectHead)_root, _none, 0);
    }

    // The specification leaves open what a cycle through two fields resolves to, but each substitution resolves once: to what it meant to the
    // field that looks back. Resolving the fields with several definitions first makes the outcome independent of the order of fields.
    private void ResolveMergesFirst(ObjectNode node, int depth)
    {
        for (int i = 0; i < node.Count; i++)
        {
            var value = node[i].Value;
            if (value is MergeNode)
                Force(new Slot(value, _none), _none, depth);
            else if (value is ObjectNode nested)
                ResolveMergesFirst(nested, depth + 1);
        }
    }

    /// <summary>The value of a slot; null where it is undefined or has failed, which is then recorded.</summary>
    private HoconValue? Force(in Slot slot, Blocked retried, int depth)
    {
        Spend(1);
        if (slot.Count == 1 && slot[0].Node is ScalarNode scalar)
            return scalar.Value;
        var outcome = Evaluate(slot, new Scope(retried, retried));
        if (outcome.Retried is not null)
            retried = retried.Add(outcome.Retried);
        switch (outcome.Head)
        {
            case ScalarHead head:
                return head.Value;
            case ObjectHead head:
                return Force(head, retried, depth + 1);
            case ArrayHead head:
                return Force(head, retried, depth + 1);
            case NoHead { Faults: { } faults }:
                foreach (var (node, fault) in faults)
                {
                    if (_reported.Add(node))
                        _faults.Add(fault);
                }
                return null;
            default:
                RefuseSelfContainment(slot);
                return null;
        }
    }

    // A value that was found while a node was in evaluation, and that is this node again, contains itself.
    private void RefuseSelfContainment(in Slot slot)
    {
        var first = slot[0];
        if (!first.Node.IsOpen || !first.Blocked.Contains(first.Node))
            return;
        var node = first.Node as SubstitutionNode;
        for (var at = first.Blocked; node is null && at is { IsEmpty: false }; at = at.Rest!)
        {
            if (ReferenceEquals(at.Rest!.Node, first.Node))
                node = at.Node as SubstitutionNode;
        }
        if (node is null)
            return;
        if (node.Optional)
            _again |= _voided.Add(node);
        else if (_reported.Add(node))
            _faults.Add(Missing(node, Touched.Of(first.Node), first.Blocked).Faults![0].Fault);
    }

    private HoconObject Force(ObjectHead head, Blocked retried, int depth)
    {
        CheckDepth(depth);
        var fields = new HoconField[head.Count];
        int count = 0;
        for (int i = 0; i < fields.Length; i++)
        {
            var (key, slot, keyOrigin) = head[i];
            if (Force(slot, retried, depth) is { } value)
                fields[count++] = new HoconField(key, value, keyOrigin);
        }
        if (count < fields.Length)
            Array.Resize(ref fields, count);
        return new HoconObject(fields, head.Origin);
    }

    private HoconArray Force(ArrayHead head, Blocked retried, int depth)
    {
        CheckDepth(depth);
        var items = new HoconValue[head.Items.Length];
        int count = 0;
        foreach (var slot in head.Items)
        {
            if (Force(slot, retried, depth) is { } value)
                items[count++] = value;
        }
        if (count < items.Length)
            Array.Resize(ref items, count);
        return new HoconArray(items, head.Origin);
    }

    private static void CheckDepth(int depth)
    {
        if (depth > HoconParseOptions.DefaultMaxDepth)
            throw new ExpansionException($"the document expands to objects more than {HoconParseOptions.DefaultMaxDepth} deep; break the chain of references");
    }

    private void Spend(long amount)
    {
        _budget -= amount;
        if (_budget < 0)
            throw new ExpansionException($"the document expands to more than {_options.MaxExpansion} values and characters; nest fewer references, or break their cycles");
    }

    // Ends an evaluation from any depth; never leaves this class.
    private sealed class ExpansionException(string message) : Exception(message);
}
