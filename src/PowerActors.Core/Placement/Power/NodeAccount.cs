namespace PowerActors.Core.Placement.Power;

/// <summary>Placements on their way to one node, and how much of them its measured power shows already. Watts.</summary>
internal sealed class NodeAccount
{
    private double _power = double.NaN;
    private double _baseline = double.NaN;
    private double _expected;
    private double _fresh;
    private int _count;

    /// <summary>What is still to come.</summary>
    public double Remaining
    {
        get
        {
            double risen = _power - _baseline;
            return risen > 0 ? Math.Max(_fresh, _expected - risen) : _expected; // NaN where nothing measures the node: all of it
        }
    }

    public void See(double power) => _power = power;

    public void Add(double watts)
    {
        if (_count++ == 0)
            _baseline = _power;
        _expected += watts;
        _fresh += watts;
    }

    /// <summary>A domain that hears late has heard by now.</summary>
    public void Ripen(double watts) => _fresh = Math.Max(0, _fresh - watts);

    /// <summary>A placement counts no longer. What the node has risen by is what came first.</summary>
    public void Remove(double watts, bool fresh)
    {
        if (fresh)
            Ripen(watts);
        if (_power - _baseline > 0)
            _baseline += Math.Min(watts, _power - _baseline);
        _expected = --_count == 0 ? 0 : Math.Max(0, _expected - watts);
        _fresh = _count == 0 ? 0 : _fresh;
    }
}
