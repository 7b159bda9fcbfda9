using System.Buffers;
using System.Net;

namespace PowerActors.Agent.Governor.Metrics;

/// <summary>Fetches a page of metrics: no redirect, no proxy, no more bytes and no more time than allowed. Never throws for what the server does.</summary>
internal sealed class MetricsClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly TimeSpan _timeout;
    private readonly int _mostBytes;

    public MetricsClient(Uri address, TimeSpan timeout, int mostBytes)
    {
        _address = address;
        _timeout = timeout;
        _mostBytes = mostBytes;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = timeout,
            MaxConnectionsPerServer = 2,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/plain;version=0.0.4");
    }

    /// <summary>One page.</summary>
    /// <returns>What it says, or in one line why there is nothing.</returns>
    public async Task<(ServingMetrics? Metrics, string? Problem)> FetchAsync(CancellationToken stopping)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(_timeout);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            using HttpResponseMessage answer = await _http.GetAsync(_address, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.OK)
                return (null, $"answers {(int)answer.StatusCode}");
            if (answer.Content.Headers.ContentLength > _mostBytes)
                return (null, $"answers {answer.Content.Headers.ContentLength} bytes; at most {_mostBytes} are read");
            Stream body = await answer.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                int length = 0;
                while (true)
                {
                    int read = await body.ReadAsync(buffer.AsMemory(length), limit.Token).ConfigureAwait(false);
                    if (read == 0)
                        break;
                    length += read;
                    if (length > _mostBytes)
                        return (null, $"answers more than {_mostBytes} bytes");
                    if (length == buffer.Length)
                        Grow(ref buffer);
                }

                ServingMetrics? metrics = ServingMetrics.Read(buffer.AsSpan(0, length), out string? problem);
                return (metrics, problem);
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return (null, $"does not answer within {_timeout.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, $"cannot be reached ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _http.Dispose();

    private static void Grow(ref byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
