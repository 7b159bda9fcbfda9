using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Simulated;

/// <summary>The draw above idle that an activity asks of each GPU at the maximum clock, and which of the two clock effects applies to it.</summary>
/// <param name="Milliwatts">Above idle, at the maximum clock.</param>
/// <param name="ComputeBound">True while prompts are computed.</param>
internal readonly record struct GpuDrive(double Milliwatts, bool ComputeBound);

/// <summary>
/// What one GPU of a tensor-parallel server draws for an activity at a clock, and how much longer the work takes. Power in whole milliwatts. All figures per
/// settable clock are computed once, so a lookup is a few array reads. Immutable: one serves all servers of a kind.
/// </summary>
public sealed class GpuPhysics
{
    private readonly OctaveTable _prompt; // mW above idle
    private readonly OctaveTable _decode;
    private readonly long[] _idle; // mW, by clock index
    private readonly double[] _promptDraw;
    private readonly double[] _decodeDraw;
    private readonly double[] _promptTime;
    private readonly double[] _decodeTime;
    private readonly Megahertz[] _clocks;

    /// <summary>Tabulates figures for a GPU product.</summary>
    public GpuPhysics(GpuModel model, GpuPhysicsFigures figures)
    {
        Model = model;
        Figures = figures;
        FreeIdleMilliwatts = ToMilliwatts(model.IdleAt(model.MaxClock));
        IdleMilliwatts = ToMilliwatts(model.Idle);
        TdpMilliwatts = ToMilliwatts(model.Tdp);
        double tdp = model.Tdp.Value * 1e3;
        _prompt = new OctaveTable([.. figures.PromptDraw.Select(p => (p.BatchTokens, Math.Max(0, (p.TdpShare * tdp) - FreeIdleMilliwatts)))]);
        _decode = new OctaveTable([.. figures.DecodeDraw.Select(p => (p.Sequences, Math.Max(0, (p.TdpShare * tdp) - FreeIdleMilliwatts)))]);

        // The settable clocks in rising order, the brake clock behind them: it need not be a settable one (A100: 288 between 285 and 300).
        int settable = (int)Math.Floor((model.MaxClock.Value - model.MinClock.Value) / model.ClockStep.Value) + 1;
        bool oddTop = model.RoundDown(model.MaxClock) != ClockOf(settable - 1);
        _clocks = new Megahertz[settable + (oddTop ? 2 : 1)];
        for (int i = 0; i < settable; i++)
            _clocks[i] = ClockOf(i);
        if (oddTop)
            _clocks[settable] = model.MaxClock;
        _clocks[^1] = Megahertz.Max(model.MinClock, model.BrakeClock);
        _idle = [.. _clocks.Select(clock => ToMilliwatts(model.IdleAt(clock)))];

        (_promptDraw, _promptTime) = Tabulate(figures.Prompt);
        (_decodeDraw, _decodeTime) = Tabulate(figures.Decode);

        Megahertz ClockOf(int index) => new(model.MinClock.Value + (index * model.ClockStep.Value));
    }

    /// <summary>The GPU product.</summary>
    public GpuModel Model { get; }

    /// <summary>The figures it was made from.</summary>
    public GpuPhysicsFigures Figures { get; }

    /// <summary>Draw with nothing running, at the lowest clocks.</summary>
    public long IdleMilliwatts { get; }

    /// <summary>The same at the maximum clock.</summary>
    public long FreeIdleMilliwatts { get; }

    /// <summary>Thermal design power.</summary>
    public long TdpMilliwatts { get; }

    internal int MaxClockIndex => _clocks.Length - 2;

    internal int BrakeClockIndex => _clocks.Length - 1;

    /// <summary>
    /// The figures that fit a GPU and a served model best: BLOOM's when the model's name contains <c>bloom</c>, else Llama2-70B's; measured on A100 for a GPU
    /// whose name contains A100 or A800, else H100's, scaled to its TDP and clocks.
    /// </summary>
    /// <param name="gpu">GPU product.</param>
    /// <param name="servingModelName">Name of the language model, such as <c>bloom-176b</c> or <c>llama2-70b</c>.</param>
    public static GpuPhysics For(GpuModel gpu, string servingModelName)
    {
        bool bloom = servingModelName.Contains("bloom", StringComparison.OrdinalIgnoreCase);
        bool ampere = gpu.Name.Contains("A100", StringComparison.OrdinalIgnoreCase) || gpu.Name.Contains("A800", StringComparison.OrdinalIgnoreCase);
        return new GpuPhysics(gpu, (ampere, bloom) switch
        {
            (true, true) => GpuPhysicsFigures.A100Bloom176B,
            (true, false) => GpuPhysicsFigures.A100Llama70B,
            (false, true) => GpuPhysicsFigures.H100Bloom176B,
            (false, false) => GpuPhysicsFigures.H100Llama70B,
        });
    }

    /// <summary>What one GPU draws for an activity at a clock, which is rounded down to a settable one (the brake clock counts as settable).</summary>
    public long MilliwattsAt(in ServerActivity activity, Megahertz clock) => Milliwatts(DriveOf(activity), IndexOf(clock));

    /// <summary>What one GPU draws with nothing running at a clock.</summary>
    public long IdleMilliwattsAt(Megahertz clock) => _idle[IndexOf(clock)];

    /// <summary>How many times longer prompts take at a clock than at the maximum clock; at least 1.</summary>
    public double PromptSlowdownAt(Megahertz clock) => _promptTime[IndexOf(clock)];

    /// <summary>How many times longer decode takes at a clock than at the maximum clock; at least 1.</summary>
    public double DecodeSlowdownAt(Megahertz clock) => _decodeTime[IndexOf(clock)];

    internal GpuDrive DriveOf(in ServerActivity activity) => activity.Phase switch
    {
        InferencePhase.Prompt => new(_prompt.At(activity.PromptTokens), ComputeBound: true),

        // The token of each running request is one more row of the prompt's matrices; an iteration with prompts never draws less than its decode alone.
        InferencePhase.Mixed => new(Math.Max(_prompt.At(activity.PromptTokens + activity.Sequences), _decode.At(activity.Sequences)), ComputeBound: true),
        InferencePhase.Decode => new(_decode.At(activity.Sequences), ComputeBound: false),
        _ => default,
    };

    internal long Milliwatts(GpuDrive drive, int clockIndex) =>
        _idle[clockIndex] + (long)((drive.Milliwatts * (drive.ComputeBound ? _promptDraw : _decodeDraw)[clockIndex]) + 0.5);

    internal double PromptSlowdown(int clockIndex) => _promptTime[clockIndex];

    internal double DecodeSlowdown(int clockIndex) => _decodeTime[clockIndex];

    internal Megahertz Clock(int clockIndex) => _clocks[clockIndex];

    /// <summary>The clock that shows under load: the one asked for, but not above what holds.</summary>
    internal Megahertz ShownClock(int clockIndex) => Megahertz.Min(_clocks[clockIndex], Model.SustainedClock);

    /// <summary>Index of the highest known clock that is not above <paramref name="clock"/>; of the lowest where none is.</summary>
    internal int IndexOf(Megahertz clock)
    {
        if (clock == _clocks[^1])
            return BrakeClockIndex;
        if (clock >= Model.MaxClock)
            return MaxClockIndex;
        int index = (int)Math.Floor((clock.Value - Model.MinClock.Value) / Model.ClockStep.Value);
        return Math.Clamp(index, 0, MaxClockIndex);
    }

    /// <summary>The index of the lower of two clocks.</summary>
    internal int Lower(int a, int b) => _clocks[a] <= _clocks[b] ? a : b;

    private (double[] Draw, double[] Time) Tabulate(ClockEffect effect)
    {
        double[] draw = new double[_clocks.Length];
        double[] time = new double[_clocks.Length];
        for (int i = 0; i < _clocks.Length; i++)
        {
            double share = _clocks[i] / Model.MaxClock;
            draw[i] = effect.DynamicShareAt(share);
            time[i] = Math.Max(1, effect.TimeMultipleAt(share));
        }

        return (draw, time);
    }

    private static long ToMilliwatts(Watts power) => (long)((power.Value * 1e3) + 0.5);
}
