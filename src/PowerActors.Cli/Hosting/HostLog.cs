using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using PowerActors.Devices.Redfish.Ports;

namespace PowerActors.Cli.Hosting;

/// <summary>The log of the commands that stay: a line for each thing, on standard error.</summary>
internal static partial class HostLog
{
    public static ILoggerFactory Create() => LoggerFactory.Create(static log =>
    {
        log.SetMinimumLevel(LogLevel.Information);
        log.AddFilter("Microsoft", LogLevel.Warning);
        log.AddFilter("PowerActors.Api.Security", LogLevel.Warning); // Every call that is refused would be a line; refused writes stand in the journal.
        log.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        log.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
    });

    /// <summary>Logs what Redfish services have to tell.</summary>
    public static Action<RedfishNotice> Notices(ILoggerFactory loggers)
    {
        ILogger logger = loggers.CreateLogger("PowerActors.Redfish");
        return notice => Told(logger, notice.ToString());
    }

    [LoggerMessage(1, LogLevel.Warning, "{Notice}")]
    private static partial void Told(ILogger logger, string notice);
}
