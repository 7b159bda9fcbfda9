using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PowerActors.Core.Input;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Cluster.Scheduling.Watching;

/// <summary>
/// Lists a kind of object and then hears of every change, as Kubernetes' own components do it: from the version of the list on, over a connection that the server ends now and then; listed again when the
/// server no longer knows that version; with growing waits while it cannot be reached. What is known stays until something newer is.
/// </summary>
/// <typeparam name="T">What is kept of an object.</typeparam>
/// <param name="kind">The kind.</param>
/// <param name="api">The server.</param>
/// <param name="access">Its times.</param>
/// <param name="time">The clock of waits.</param>
/// <param name="jitter">Draws a number from 0 up to, not including, 1.</param>
/// <param name="logger">The log.</param>
internal sealed class ResourceWatch<T>(WatchedKind<T> kind, KubernetesApi api, KubernetesAccess access, TimeProvider time, Func<double> jitter, ILogger logger)
    where T : class
{
    private const int LongestEvent = 16 << 20;
    private const int MostDoublings = 10;

    private int _failures;

    /// <summary>True while changes are heard of.</summary>
    public bool IsCurrent { get; private set; }

    /// <summary>How often it was listed.</summary>
    public int Lists { get; private set; }

    /// <summary>Watches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        string version = "";
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (version.Length == 0)
                    version = await ListAsync(cancellation).ConfigureAwait(false);
                IsCurrent = true;
                version = await WatchAsync(version, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (KubernetesApiException e) when (e.Code == HttpStatusCode.Gone)
            {
                SchedulerLog.Gone(logger, version, kind.Name);
                version = "";
                await FailAsync(e.Message, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is KubernetesApiException or HttpRequestException or IOException or JsonException or MalformedObjectException or InputException or OperationCanceledException or InvalidOperationException)
            {
                await FailAsync(e.Message.ReplaceLineEndings(" "), cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task FailAsync(string problem, CancellationToken cancellation)
    {
        IsCurrent = false;
        TimeSpan delay = access.FirstDelay * Math.Pow(2, Math.Min(_failures++, MostDoublings));
        delay = (delay > access.LongestDelay ? access.LongestDelay : delay) * (.5 + (jitter() / 2));
        SchedulerLog.WatchFailed(logger, kind.Name, problem, delay.TotalSeconds);
        try
        {
            await Task.Delay(delay, time, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop looks for that itself.
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellation)
    {
        List<T> items = [];
        ListPage page = new("", "");
        do
        {
            string path = $"api/v1/{kind.Name}?limit={access.Page}{kind.Selector}{(page.Continue.Length == 0 ? "" : $"&continue={Uri.EscapeDataString(page.Continue)}")}";
            byte[] json = await api.GetAsync(path, cancellation).ConfigureAwait(false);
            page = WatchJson.ReadPage(json, kind.Read, items, Unreadable);
        }
        while (page.Continue.Length > 0);

        if (page.Version.Length == 0)
            throw new MalformedObjectException($"the list of {kind.Name}", "has no metadata.resourceVersion; a list of the API server has one");
        kind.Replace(items);
        Lists++;
        SchedulerLog.Listed(logger, api.Server, items.Count, kind.Name);
        return page.Version;
    }

    /// <summary>Hears of changes until the server ends the watch.</summary>
    /// <returns>The version to go on from.</returns>
    private async Task<string> WatchAsync(string version, CancellationToken cancellation)
    {
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(access.WatchFor + TimeSpan.FromMinutes(1)); // a connection that died without a word ends too
        string path = $"api/v1/{kind.Name}?watch=true&allowWatchBookmarks=true&timeoutSeconds={(int)access.WatchFor.TotalSeconds}&resourceVersion={Uri.EscapeDataString(version)}{kind.Selector}";
        using HttpResponseMessage response = await api.OpenAsync(path, silence.Token).ConfigureAwait(false);
        PipeReader pipe = PipeReader.Create(await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false));
        try
        {
            while (true)
            {
                ReadResult read = await pipe.ReadAsync(silence.Token).ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = read.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    version = Hear(buffer.Slice(0, end), version);
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                    _failures = 0;
                }

                if (buffer.Length > LongestEvent)
                    throw new IOException($"a watch event of more than {LongestEvent >> 20} MiB");
                pipe.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    await EndedAsync(cancellation).ConfigureAwait(false);
                    return version;
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A server that ends every watch at once is not to be asked a thousand times a second.</summary>
    private Task EndedAsync(CancellationToken cancellation) => Task.Delay(access.FirstDelay * (jitter() / 4), time, cancellation);

    private string Hear(ReadOnlySequence<byte> line, string version)
    {
        if (line.Length == 0)
            return version;
        ReadOnlySpan<byte> json = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        WatchEvent heard = WatchJson.ReadEvent(json);
        switch (heard.Kind)
        {
            case WatchEventKind.Set or WatchEventKind.Removed:
                if (WatchJson.ReadObject(json.Slice(heard.ObjectStart, heard.ObjectLength), kind.Read, Unreadable) is { } item)
                    (heard.Kind == WatchEventKind.Set ? kind.Set : kind.Remove)(item);
                break;
            case WatchEventKind.Gone:
                throw new KubernetesApiException(HttpStatusCode.Gone, heard.Message);
            case WatchEventKind.Error:
                throw new KubernetesApiException($"the API server ends the watch: {heard.Message}");
            case WatchEventKind.Unknown:
                Unreadable(heard.Message);
                break;
        }

        return heard.Version.Length > 0 ? heard.Version : version;
    }

    private void Unreadable(string problem) => SchedulerLog.Unreadable(logger, kind.Name, problem);
}
