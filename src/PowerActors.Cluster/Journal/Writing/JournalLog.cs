using Microsoft.Extensions.Logging;

namespace PowerActors.Cluster.Journal;

/// <summary>The writer's log lines: one when it fails, one when it is back.</summary>
internal sealed partial class JournalLog(ILogger logger)
{
    [LoggerMessage(1001, LogLevel.Error, "{Problem}. Until the journal can be written again nothing is loosened; tightening goes on")]
    public partial void Failed(string problem);

    [LoggerMessage(1002, LogLevel.Warning, "{Journal}: the journal can be written again after {Seconds:0.#} s; {Kept} records were kept, {Lost} lost")]
    public partial void Recovered(string journal, double seconds, int kept, long lost);

    [LoggerMessage(1003, LogLevel.Warning, "{Journal}: {Capacity} records wait for the journal, and there is no room for more; the oldest are dropped. What domains must remember is kept")]
    public partial void BufferFull(string journal, int capacity);

    [LoggerMessage(1004, LogLevel.Error, "{Problem}; it was a record of kind {Kind} of '{Domain}', and is dropped")]
    public partial void RecordRefused(string problem, string kind, string domain);

    [LoggerMessage(1005, LogLevel.Error, "{Problem}; snapshots and minutes of power that were to be saved now are dropped")]
    public partial void MaintenanceRefused(string problem);

    [LoggerMessage(1006, LogLevel.Error, "{Journal}: stopped with {Left} records that could not be written")]
    public partial void StoppedWithRest(string journal, int left);
}
