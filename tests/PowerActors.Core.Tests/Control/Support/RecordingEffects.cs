using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;

namespace PowerActors.Core.Tests.Control.Support;

/// <summary>Keeps everything a law asks for, in order.</summary>
internal sealed class RecordingEffects : IDomainEffects
{
    public List<(int Child, Directive Directive)> Directives { get; } = [];

    public List<PowerReport> Reports { get; } = [];

    public List<bool> Escalations { get; } = [];

    public List<(int From, int To)> RungChanges { get; } = [];

    public List<AlertKind> Alerts { get; } = [];

    /// <summary>Everything together as text, to compare two laws.</summary>
    public List<string> Log { get; } = [];

    /// <summary>False: nothing can be kept, as while a journal is gone.</summary>
    public bool CanRemember { get; set; } = true;

    public bool TryRememberLoosening(DomainMemory memory) => CanRemember;

    public void Direct(int child, in Directive directive)
    {
        Directives.Add((child, directive));
        Log.Add($"direct {child} {directive}");
    }

    public void Report(in PowerReport report)
    {
        Reports.Add(report);
        Log.Add($"report {report}");
    }

    public void Escalate(bool raised)
    {
        Escalations.Add(raised);
        Log.Add($"escalate {raised}");
    }

    public void RungChanged(int from, int to, double utilization)
    {
        RungChanges.Add((from, to));
        Log.Add($"rung {from} {to} {utilization:R}");
    }

    public void Alert(AlertKind kind, string detail)
    {
        Alerts.Add(kind);
        Log.Add($"alert {kind}");
    }
}
