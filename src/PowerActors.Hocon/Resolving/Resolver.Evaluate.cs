using System.Runtime.CompilerServices;
using System.Text;
using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Resolving;

internal sealed partial class Resolver
{
    // Results that hold wherever nothing they were made of is blocked; results that hold where the same nodes are blocked; and for each substitution
    // that was met while looking back what it meant then, which it keeps (specification: "all substitutions must be memoized ... keyed by the
    // substitution instance").
    private readonly Dictionary<Node, (Outcome Outcome, Made By)> _everywhere = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(Node Node, Blocked All, Blocked Running), (Outcome Outcome, Made By)> _within = [];
    private readonly Dictionary<Node, Outcome> _first = new(ReferenceEqualityComparer.Instance);
    // What an evaluation weighs against a value or a character: about as many times as long.
    private const int EvaluationCost = 20;

    private readonly HashSet<Node> _done = new(ReferenceEqualityComparer.Instance);
    private Made? _making;
    private int _visits;

    private Outcome Evaluate(in Slot slot, Scope scope)
    {
        Spend(slot.Count);
        Touched? touched = null;
        int visible = slot.Count;
        for (int i = 0; i < slot.Count; i++)
        {
            var layer = slot[i];
            if (layer.Node.IsOpen && (scope.All.Contains(layer.Node) || layer.Blocked.Contains(layer.Node)))
            {
                visible = i;
                touched = Touched.Of(layer.Node);
                break;
            }
        }
        ObjectHead? merged = null;
        Node? retried = null;
        for (int i = visible - 1; i >= 0; i--)
        {
            var outcome = Evaluate(slot, i, scope);
            touched = Touched.Union(touched, outcome.Touched);
            retried ??= outcome.Retried;
            if (outcome.IsUndefined)
                continue;
            if (outcome.Head is ObjectHead head)
            {
                merged = merged is null ? head : Merge(head, merged);
                continue;
            }
            if (merged is null || outcome.IsFailure)
                return outcome with { Touched = touched, Retried = retried };
            break;
        }
        return merged is null ? Outcome.Undefined(touched) : new Outcome(merged, touched, retried);
    }

    private ObjectHead Merge(ObjectHead lower, ObjectHead upper)
    {
        var merged = ObjectHead.Merge(lower, upper);
        Spend(merged.Cost);
        return merged;
    }

    private Outcome Evaluate(in Slot slot, int index, Scope scope)
    {
        var layer = slot[index];
        scope = scope with { All = scope.All.AddAll(layer.Blocked) };
        return layer.Node switch
        {
            ConcatenationNode concatenation => Evaluate(concatenation, slot.Below(index), scope),
            SubstitutionNode substitution => Evaluate(substitution, scope),
            _ => Literal(layer.Node, scope.All),
        };
    }

    private static Outcome Literal(Node node, Blocked blocked) => new(
        node switch
        {
            ScalarNode scalar => new ScalarHead(scalar.Value),
            ArrayNode list => ArrayHead.Of(list, blocked),
            _ => new ObjectHead((ObjectNode)node, blocked),
        },
        null);

    private Outcome Evaluate(SubstitutionNode node, Scope scope)
    {
        if (_voided.Contains(node))
            return Outcome.Undefined();
        if (TryRecall(node, scope, out var known))
            return known;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ExpansionException("the chain of references is too long; break it");

        var outer = Begin(node);
        var inner = scope.Add(node);
        var outcome = Find(node, inner);
        if (outcome.Head is NoHead && scope.RetainsMore && outcome.Touched is not null)
        {
            // Looking back found nothing; nothing that is being evaluated now stands in the way of looking forward.
            var forward = Find(node, scope.OnlyRunning.Add(node));
            if (forward.Head is not NoHead)
                outcome = forward with { Retried = node };
        }
        if (outcome.IsUndefined && !node.Optional)
            outcome = outcome with { Head = Missing(node, outcome.Touched, inner.All) };
        else if (node.Optional && outcome.Head is NoHead { ByCycle: true })
            outcome = Outcome.Undefined(outcome.Touched);

        outcome = outcome with { Touched = Touched.Without(outcome.Touched, node) };
        if (outcome.Head is not NoHead)
        {
            if (_first.TryGetValue(node, out var first))
                outcome = first;
            else if (outcome.Touched is not null)
                _first.Add(node, outcome);
        }
        Remember(node, scope, outcome, outer);
        return outcome;
    }

    private Outcome Evaluate(ConcatenationNode node, Slot below, Scope scope)
    {
        if (TryRecall(node, scope, out var known))
            return known;
        var outer = Begin(node);
        var inner = scope.Add(node);
        Head? joined = null;
        bool space = false;
        Touched? touched = null;
        Node? retried = null;
        List<(Node, HoconFault)>? faults = null;
        bool byCycle = true;
        foreach (var part in node.Parts)
        {
            var outcome = part switch
            {
                WhitespaceNode text => new Outcome(new ScalarHead(new HoconString(text.Text, text.Origin)), null),
                SubstitutionNode substitution => Evaluate(substitution, inner),
                PreviousNode => Evaluate(below, inner),
                _ => Literal(part, scope.All),
            };
            touched = Touched.Union(touched, outcome.Touched);
            retried ??= outcome.Retried;
            if (outcome.Head is NoHead none)
            {
                if (none.Faults is not null)
                {
                    (faults ??= []).AddRange(none.Faults);
                    byCycle &= none.ByCycle;
                }
                continue;
            }
            bool partIsSpace = part is WhitespaceNode;
            if (joined is null)
            {
                joined = outcome.Head;
                space = partIsSpace;
                continue;
            }
            if (faults is not null)
                continue;
            joined = Concatenation.Join(joined, space, outcome.Head, partIsSpace, node.Origin, out string? error);
            space &= partIsSpace;
            if (joined is null)
            {
                faults = [(node, HoconFault.At(node.Origin, error!))];
                byCycle = false;
            }
            else
            {
                Spend(Size(joined));
            }
        }
        Head head = faults is not null ? new NoHead(faults, byCycle) : joined ?? NoHead.Undefined;
        var result = new Outcome(head, Touched.Without(touched, node), retried);
        // What += appends to is not part of the key, but a node has only one place.
        Remember(node, scope, result, outer);
        return result;
    }

    private bool TryRecall(Node node, Scope scope, out Outcome outcome)
    {
        if (!_within.TryGetValue((node, scope.All, scope.Running), out var known)
            && (!_everywhere.TryGetValue(node, out known) || (!scope.All.IsEmpty && IsMadeOfAny(known.By, scope.All))))
        {
            outcome = default;
            return false;
        }
        _making?.Of.Add(known.By);
        outcome = known.Outcome;
        return true;
    }

    private Made? Begin(Node node)
    {
        Spend(EvaluationCost);
        var outer = _making;
        _making = new Made(node);
        outer?.Of.Add(_making);
        return outer;
    }

    private void Remember(Node node, Scope scope, Outcome outcome, Made? outer)
    {
        // Inside an object or a list is remembered what was blocked around it, which is not the same everywhere.
        if (outcome.Touched is null && (scope.All.IsEmpty || outcome.Head is ScalarHead or NoHead))
            _everywhere[node] = (outcome, _making!);
        else
            _within[(node, scope.All, scope.Running)] = (outcome, _making!);
        _done.Add(node);
        _making = outer;
    }

    // Whether what is blocked now took part in a remembered evaluation. Only what has been evaluated to its end before can have, and in nearly
    // every document nothing blocked has; the search is for the others.
    private bool IsMadeOfAny(Made made, Blocked blocked)
    {
        bool possible = false;
        for (var at = blocked; !at.IsEmpty && !possible; at = at.Rest!)
            possible = _done.Contains(at.Node!);
        if (!possible)
            return false;
        int visit = ++_visits;
        var pending = new Stack<Made>();
        pending.Push(made);
        while (pending.TryPop(out var next))
        {
            Spend(1);
            if (next.Visit == visit)
                continue;
            next.Visit = visit;
            if (blocked.Contains(next.Node))
                return true;
            foreach (var part in next.Of)
                pending.Push(part);
        }
        return false;
    }

    private static long Size(Head head) => head switch
    {
        ScalarHead scalar => scalar.Value.ConcatText!.Length,
        ArrayHead list => list.Items.Length,
        _ => ((ObjectHead)head).Cost,
    };

    private static NoHead Missing(SubstitutionNode node, Touched? touched, Blocked running)
    {
        string advice = node.List
            ? $"set the environment variable {HoconPath.Render(node.Path.AsSpan(node.PrefixLength))}_0, or write ${{?...}}"
            : "define it, or write ${?...} to let it be absent";
        string? cycle = touched is null ? null : Cycle(touched, running);
        string message = cycle is not null
            ? $"{node} is part of a cycle of references: {cycle}; break the cycle"
            : $"{node} is not defined; {advice}";
        return new NoHead([(node, HoconFault.At(node.Origin, message))], byCycle: cycle is not null);
    }

    // The substitutions from the one that was met again to the one that met it.
    private static string? Cycle(Touched touched, Blocked running)
    {
        var text = new StringBuilder();
        string? last = null;
        for (var at = running; at.Node is not null; at = at.Rest!)
        {
            if (at.Node is SubstitutionNode substitution)
            {
                last ??= substitution.ToString();
                text.Insert(0, $"{substitution} -> ");
            }
            if (Touched.Contains(touched, at.Node))
                break;
        }
        if (text.Length == 0)
            return null;
        string chain = text.ToString();
        int end = chain.IndexOf(" -> ", StringComparison.Ordinal);
        return chain + chain[..end];
    }
}
