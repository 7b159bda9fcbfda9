namespace PowerActors.Actors.Timers;

/// <summary>Timers of one instant, by slot number. The first is inside, so that a timer alone needs no array.</summary>
internal struct TimerBatch
{
    private int _first;
    private int[]? _more;

    public long Due { get; private set; }

    public int Count { get; private set; }

    /// <summary>The next free batch, while this one is free.</summary>
    public int NextFree { get; set; }

    public readonly int this[int index] => index == 0 ? _first : _more![index - 1];

    /// <summary>Begins anew with one timer; the array of its former use is kept.</summary>
    public void Start(long due, int id)
    {
        Due = due;
        Count = 1;
        _first = id;
    }

    public void Add(int id)
    {
        int index = Count++ - 1;
        if (_more is null)
            _more = new int[4];
        else if (index == _more.Length)
            Array.Resize(ref _more, index * 2);

        _more[index] = id;
    }

    /// <summary>Takes one out; the last takes its place.</summary>
    public int Take(int index)
    {
        int taken = this[index];
        int last = this[--Count];
        if (index == 0)
            _first = last;
        else
            _more![index - 1] = last;

        return taken;
    }
}
