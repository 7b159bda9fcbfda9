using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PowerActors.Cluster.Tests.Sessions.Support;

/// <summary>Keeps what was logged.</summary>
internal sealed class HeardLog : ILoggerProvider, ILoggerFactory
{
    private readonly ConcurrentQueue<(LogLevel Level, string Line)> _lines = [];

    public IReadOnlyList<string> Lines => [.. _lines.Select(static line => line.Line)];

    public IReadOnlyList<string> Warnings => [.. _lines.Where(static line => line.Level >= LogLevel.Warning).Select(static line => line.Line)];

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public ILogger<T> For<T>() => new Logger<T>(this);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Logger(HeardLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log._lines.Enqueue((logLevel, formatter(state, exception)));
    }
}
