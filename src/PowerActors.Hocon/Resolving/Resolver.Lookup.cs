using System.Globalization;
using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Resolving;

internal sealed partial class Resolver
{
    /// <summary>
    /// What a substitution refers to: the path relative to the root of the file it stands in, then relative to the whole document's root, then the
    /// environment variable of that name, or with <c>[]</c> the environment variables that are the list of that name.
    /// </summary>
    private Outcome Find(SubstitutionNode node, Scope scope)
    {
        var written = node.Path.AsSpan(node.PrefixLength);
        Touched? touched = null;
        if (node.LocalRoot is not null)
        {
            var local = Walk(new ObjectHead(node.LocalRoot, _none), node.Path, scope);
            if (!local.IsUndefined)
                return local;
            touched = local.Touched;
        }
        if (_root is ObjectHead root)
        {
            if (node.LocalRoot is null && node.PrefixLength > 0)
            {
                var included = Walk(root, node.Path, scope);
                if (!included.IsUndefined)
                    return included;
                touched = included.Touched;
            }
            var found = Walk(root, written, scope);
            touched = Touched.Union(touched, found.Touched);
            if (!found.IsUndefined)
                return found with { Touched = touched };
        }
        if (node.List)
            return EnvironmentList(node, touched);
        string name = string.Join('.', written.ToArray());
        string? value = _options.Environment(name);
        return value is null
            ? Outcome.Undefined(touched)
            : new Outcome(new ScalarHead(new HoconString(value, HoconOrigin.Of($"environment variable {name}"))), touched);
    }

    /// <summary><c>${NAME[]}</c>: the environment variables NAME_0, NAME_1, ... up to the first that is not set.</summary>
    private Outcome EnvironmentList(SubstitutionNode node, Touched? touched)
    {
        string name = string.Join('.', node.Path[node.PrefixLength..]);
        var items = new List<Slot>();
        while (_options.Environment(string.Create(CultureInfo.InvariantCulture, $"{name}_{items.Count}")) is { } value)
        {
            var origin = HoconOrigin.Of(string.Create(CultureInfo.InvariantCulture, $"environment variable {name}_{items.Count}"));
            Spend(1);
            items.Add(new Slot(new ScalarNode(new HoconString(value, origin)), _none));
        }
        return items.Count == 0 ? Outcome.Undefined(touched) : new Outcome(new ArrayHead([.. items], node.Origin), touched);
    }

    private Outcome Walk(ObjectHead from, ReadOnlySpan<string> path, Scope scope)
    {
        Touched? touched = null;
        Node? retried = null;
        for (int i = 0; ; i++)
        {
            if (!from.TryGet(path[i], out var slot))
                return Outcome.Undefined(touched);
            var outcome = Evaluate(slot, scope);
            touched = Touched.Union(touched, outcome.Touched);
            retried ??= outcome.Retried;
            if (i == path.Length - 1 || outcome.IsFailure)
                return outcome with { Touched = touched, Retried = retried };
            if (outcome.Head is not ObjectHead next)
                return Outcome.Undefined(touched);
            from = next;
        }
    }
}
