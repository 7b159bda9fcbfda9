using PowerActors.Actors;

namespace PowerActors.Simulation.Workload;

/// <summary>How busy one day is beside another: a level drawn for every noon, straight lines between noons. Asked in the order of time; the same seed gives the same days.</summary>
internal sealed class DayLevels
{
    private const double Day = 86_400;
    private const ulong Stream = 0xD1B5_4A32_D192_ED03; // apart from the draws of arrivals and sizes: other days leave those as they are

    private readonly double _variation;
    private SeededRandom _random;
    private long _noon; // the noon before the present, counted from the first day's
    private double _before;
    private double _after;

    /// <summary>Levels from 1 − variation to 1 + variation.</summary>
    /// <param name="variation">0 to 0.9.</param>
    /// <param name="seed">What all levels depend on.</param>
    public DayLevels(double variation, ulong seed)
    {
        _variation = variation;
        _random = new SeededRandom(seed ^ Stream);
        _noon = -1;
        _before = Draw();
        _after = Draw();
    }

    /// <summary>The most a level can be.</summary>
    public double Peak => 1 + _variation;

    /// <summary>The level at a moment, which must not be before the last one asked for.</summary>
    /// <param name="seconds">Seconds from the first day's 00:00, zero or more.</param>
    public double At(double seconds)
    {
        double noons = (seconds / Day) - .5;
        while (noons >= _noon + 1)
        {
            _noon++;
            _before = _after;
            _after = Draw();
        }

        return _before + ((_after - _before) * (noons - _noon));
    }

    private double Draw() => 1 + (_variation * ((2 * _random.NextDouble()) - 1));
}
