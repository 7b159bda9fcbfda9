using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace PowerActors.Api.Scheduling;

/// <summary>A request's body in one piece, in memory that is used again: five thousand nodes are tens of megabytes.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int Least = 1 << 16;
    private byte[] _bytes;
    private int _length;

    private RequestBody(byte[] bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    /// <summary>Reads it; the server has a bound on its size.</summary>
    /// <exception cref="BadHttpRequestException">It is larger, or the caller breaks off.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request)
    {
        RequestBody body = new(ArrayPool<byte>.Shared.Rent((int)Math.Max(Least, Math.Min(request.ContentLength + 1 ?? Least, 1 << 20))));
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(body._bytes.AsMemory(body._length), request.HttpContext.RequestAborted).ConfigureAwait(false)) > 0)
            {
                body._length += read;
                if (body._length == body._bytes.Length)
                    body.Grow((int)Math.Min(Array.MaxLength, Math.Max(request.ContentLength + 1 ?? 0, body._length * 2L)));
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        _length = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Only once a megabyte has come is a caller believed that there is more.</summary>
    private void Grow(int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(length);
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}

/// <summary>The bound on the size of a route's bodies.</summary>
/// <param name="MaxRequestBodySize">Bytes.</param>
internal sealed record LargestBody(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
