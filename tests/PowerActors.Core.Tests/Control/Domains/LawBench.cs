using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Domains;

/// <summary>One law with four DGX A100 behind 26 kW, driven by hand.</summary>
internal sealed class LawBench
{
    public static readonly WorstCase Server = WorstCase.Of([new ServerGroup(ServerCatalog.DgxA100, Priority.Low, 1)]);

    public static readonly DomainSettings Row = new()
    {
        Path = "row",
        Limit = new Watts(26_000),
        Ladder = KnownLadders.Polca(40.Seconds()),
        Children = [Server, Server, Server, Server],
        FailSafe = new Ceilings(ClockCeiling.OfMaximum(.5), ClockCeiling.OfMaximum(.5), Brake: false),
        Timing = Plans.Timing,
        HasParent = false,
    };

    private readonly long[] _sequences = new long[16];

    public LawBench(DomainSettings settings, DomainMemory? memory = null, TimeSpan start = default)
    {
        Settings = settings;
        Now = start;
        Law = new DomainLaw(settings, memory, Effects, Laws, start);
    }

    public DomainSettings Settings { get; }

    public RecordingEffects Effects { get; } = new();

    public LawLedger Laws { get; } = new();

    public DomainLaw Law { get; }

    public TimeSpan Now { get; private set; }

    /// <summary>Lets time pass in ticks of two seconds; every child that has a load reports in each.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="load">Power of all children together over the limit; null for silence.</param>
    /// <param name="withheld">Withheld in all children together over the limit.</param>
    /// <param name="acknowledge">Whether the children confirm what they were told.</param>
    public LawBench Run(int seconds, double? load, double withheld = 0, bool acknowledge = true)
    {
        for (TimeSpan end = Now + seconds.Seconds(); Now < end;)
        {
            Now += 2.Seconds();
            for (int child = 0; load is { } share && child < Settings.Children.Count; child++)
                Report(child, share / Settings.Children.Count, withheld / Settings.Children.Count, acknowledge);
            Law.OnTick(Now);
        }

        return this;
    }

    public void Report(int child, double load, double withheld = 0, bool acknowledge = true)
    {
        Watts limit = double.IsPositiveInfinity(Settings.Limit.Value) ? new Watts(26_000) : Settings.Limit;
        DirectiveStamp stamp = acknowledge && Effects.Directives.Exists(told => told.Child == child)
            ? Effects.Directives.FindLast(told => told.Child == child).Directive.Stamp
            : DirectiveStamp.None;
        Law.OnReport(child, new PowerReport(++_sequences[child], limit * load, new PerPriority<Watts>(limit * withheld, Watts.Zero), default, stamp), Now);
    }

    public void Hear(Ceilings ceilings, long epoch = 1, long sequence = 1) =>
        Law.OnDirective(new Directive(new DirectiveStamp(epoch, sequence), ceilings, 60.Seconds()), Now);
}
