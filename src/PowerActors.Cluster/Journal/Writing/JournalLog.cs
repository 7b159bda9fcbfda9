using Microsoft.Extensions.Logging;

namespace PowerActors.Cluster.Journal;

/// <summary>The writer's log lines: one when it fails, one when it is back.</summary>
internal sealed partial class JournalLog(ILogger logger)
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}. Until the journal can be written again nothing is loosened; tightening goes on")]
    public partial void Failed(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Journal}: the journal can be written again after {Seconds:0.#} s; {Kept} records were kept, {Lost} lost")]
    public partial void Recovered(string journal, double seconds, int kept, long lost);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Journal}: {Capacity} records wait for the journal, and there is no room for more; the oldest are dropped. What domains must remember is kept")]
    public partial void BufferFull(string journal, int capacity);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}; it was a record of kind {Kind} of '{Domain}', and is dropped")]
    public partial void RecordRefused(string problem, string kind, string domain);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}; snapshots and minutes of power that were to be saved now are dropped")]
    public partial void MaintenanceRefused(string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Journal}: stopped with {Left} records that could not be written")]
    public partial void StoppedWithRest(string journal, int left);
}
