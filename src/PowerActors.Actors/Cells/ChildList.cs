using System.Collections;

namespace PowerActors.Actors.Cells;

/// <summary>What a parent keeps of a child, inside the child's cell: so a child costs no list entry.</summary>
internal struct ChildLink
{
    public ActorCell? Previous;
    public ActorCell? Next;

    /// <summary>The parent watches it.</summary>
    public bool IsWatched;

    /// <summary>The parent has told it to stop.</summary>
    public bool IsStopping;

    /// <summary>It has stopped and left the list.</summary>
    public bool IsGone;
}

/// <summary>The children of one actor, in the order made. Changes are locked, for the guardian's are made by any thread.</summary>
internal sealed class ChildList : IReadOnlyCollection<IActorRef>
{
    private ActorCell? _first;
    private ActorCell? _last;
    private Dictionary<string, ActorCell>? _named;
    private bool _isClosed;

    public int Count { get; private set; }

    /// <summary>How many were told to stop and have not yet.</summary>
    public int StoppingCount { get; private set; }

    public ActorCell? Find(string name)
    {
        lock (this)
            return _named?.GetValueOrDefault(name);
    }

    /// <summary>Takes in a new child.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The list is closed.</exception>
    public void Add(ActorCell child, string? name)
    {
        lock (this)
        {
            if (_isClosed)
                throw new InvalidOperationException($"{child.Parent!.Path} is stopping: it can have no more children.");

            if (name is not null && !(_named ??= new Dictionary<string, ActorCell>(StringComparer.Ordinal)).TryAdd(name, child))
                throw new ArgumentException($"{child.Path} is taken: the name of a child must be unique among the living children.", nameof(name));

            child.Link.Previous = _last;
            if (_last is null)
                _first = child;
            else
                _last.Link.Next = child;

            _last = child;
            Count++;
        }
    }

    public void Remove(ActorCell child)
    {
        lock (this)
        {
            _named?.Remove(child.Name);
            if (child.Link.Previous is { } previous)
                previous.Link.Next = child.Link.Next;
            else
                _first = child.Link.Next;

            if (child.Link.Next is { } next)
                next.Link.Previous = child.Link.Previous;
            else
                _last = child.Link.Previous;

            // The child's own link forward stays, for whoever is walking along the list.
            Count--;
            child.Link.IsGone = true;
            if (child.Link.IsStopping)
                StoppingCount--;
        }
    }

    /// <summary>Notes that a child is told to stop; false if it was before.</summary>
    public bool MarkStopping(ActorCell child)
    {
        lock (this)
        {
            if (child.Link.IsStopping || child.Link.IsGone)
                return false;

            StoppingCount++;
            return child.Link.IsStopping = true;
        }
    }

    /// <summary>Gives all children, and lets none be added from now on.</summary>
    public ActorCell[] Close()
    {
        lock (this)
        {
            _isClosed = true;
            return ToArray();
        }
    }

    public ActorCell[] ToArray()
    {
        lock (this)
        {
            var cells = new ActorCell[Count];
            ActorCell? cell = _first;
            for (int i = 0; i < cells.Length; i++, cell = cell!.Link.Next)
                cells[i] = cell!;

            return cells;
        }
    }

    public IEnumerator<IActorRef> GetEnumerator()
    {
        for (ActorCell? cell = _first; cell is not null; cell = cell.Link.Next)
            yield return cell;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
