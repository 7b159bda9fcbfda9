using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text.Json;

namespace PowerActors.Devices.Redfish.Client;

/// <content>One request and its answer.</content>
public sealed partial class RedfishClient
{
    /// <summary>Null for 401: who we are has to be said anew.</summary>
    private async Task<(RedfishAnswer? Answer, int Generation)> ExchangeAsync(Call call, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = new(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            string path = call.Path;
            for (int redirects = 0; ; redirects++)
            {
                using HttpRequestMessage request = Request(call, path, out int generation);
                Interlocked.Increment(ref _requests);
                long sentAt = _time.GetTimestamp();
                using HttpResponseMessage response = await _http.SendAsync(request, both.Token).ConfigureAwait(false);
                if (call.Method == HttpMethod.Get && (int)response.StatusCode is 301 or 302 or 307 or 308 && redirects < MostRedirects)
                {
                    path = FollowRedirect(response, path);
                    continue;
                }

                return (await JudgeAsync(call, response, sentAt, both.Token).ConfigureAwait(false), generation);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && patience.IsCancellationRequested)
        {
            throw new RedfishException(RedfishFailure.Timeout, $"{Endpoint}{call.Path}: no answer within {_options.Timeout.TotalSeconds:0.#} s");
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new RedfishException(RedfishFailure.Unreachable, $"{Endpoint}: no connection within {_options.ConnectTimeout.TotalSeconds:0.#} s", e);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw new RedfishException(RedfishFailure.Untrusted, Interlocked.Exchange(ref _untrusted, null) ?? $"{Endpoint}: TLS could not be established", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            bool isCut = e is IOException || (e as HttpRequestException)?.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse;
            throw new RedfishException(
                isCut ? RedfishFailure.Nonsense : RedfishFailure.Unreachable, $"{Endpoint}{call.Path}: {(isCut ? "the answer was cut off" : OneLine(e.Message))}", e);
        }
    }

    private HttpRequestMessage Request(Call call, string path, out int generation)
    {
        HttpRequestMessage request = new(call.Method, new Uri(Endpoint.Url, path));
        request.Headers.TryAddWithoutValidation("OData-Version", "4.0");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (call.ETag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", call.ETag);
        generation = 0;
        if (!call.IsLogin)
            generation = _session.Sign(request);
        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    private string FollowRedirect(HttpResponseMessage response, string path)
    {
        if (!RedfishUri.TryResolve(Endpoint.Url, response.Headers.Location?.OriginalString, out string? to))
            throw new RedfishException(RedfishFailure.Faulty, $"{Endpoint}{path}: redirects away from the service");
        return response.Headers.Location!.OriginalString.EndsWith('/') && !to.EndsWith('/') ? $"{to}/" : to;
    }

    private async Task<RedfishAnswer?> JudgeAsync(Call call, HttpResponseMessage response, long sentAt, CancellationToken cancellation)
    {
        HttpStatusCode status = response.StatusCode;
        if (call.IsLogin)
        {
            string? location = response.Headers.Location?.OriginalString;
            _session.OnLogin(status, response.Headers.TryGetValues("X-Auth-Token", out IEnumerable<string>? tokens) ? tokens.FirstOrDefault() : null, location);
            return null;
        }

        if (status == HttpStatusCode.Unauthorized)
            return null;
        byte[] bytes = await ReadAsync(call, response.Content, cancellation).ConfigureAwait(false);
        if ((int)status is >= 200 and < 300)
            return Accept(call, response, bytes, sentAt);
        string told = $"{Endpoint}{call.Path}: {Explain(bytes)} ({(int)status})";
        throw status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new RedfishException(RedfishFailure.NotFound, told),
            HttpStatusCode.Forbidden => new RedfishException(RedfishFailure.Unauthorized, told),
            HttpStatusCode.PreconditionFailed or HttpStatusCode.PreconditionRequired => new RedfishException(RedfishFailure.Changed, told),
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new RedfishException(RedfishFailure.Busy, told)
            {
                RetryAfter = RetryDelay.Parse(response.Headers.TryGetValues("Retry-After", out IEnumerable<string>? waits) ? waits.FirstOrDefault() : null, _time.GetUtcNow()),
            },
            >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented => new RedfishException(RedfishFailure.Faulty, told),
            _ => new RedfishException(RedfishFailure.Refused, told),
        };
    }

    private RedfishAnswer Accept(Call call, HttpResponseMessage response, byte[] bytes, long sentAt)
    {
        JsonElement body = default;
        if (bytes.Length > 0)
        {
            try
            {
                body = JsonElement.Parse(bytes);
            }
            catch (JsonException) when (call.Method != HttpMethod.Get)
            {
                // What a command answers besides its status does not matter.
            }
            catch (JsonException)
            {
                throw new RedfishException(RedfishFailure.Nonsense, $"{Endpoint}{call.Path}: the answer is no JSON, or was cut off");
            }
        }

        if (call.Method == HttpMethod.Get)
        {
            if (body.ValueKind != JsonValueKind.Object || !body.IsReadable(bytes))
                throw new RedfishException(RedfishFailure.Nonsense, $"{Endpoint}{call.Path}: the answer is no JSON object");
            if (body.TryGetProperty("error", out _) && !body.TryGetProperty("@odata.type", out _))
                throw new RedfishException(RedfishFailure.NotFound, $"{Endpoint}{call.Path}: {Explain(bytes)}");
        }

        string? etag = response.Headers.TryGetValues("ETag", out IEnumerable<string>? tags) ? tags.FirstOrDefault() : null;
        bool isPatchable = !response.Content.Headers.Contains("Allow") || response.Content.Headers.Allow.Contains("PATCH", StringComparer.OrdinalIgnoreCase);
        return new RedfishAnswer(response.StatusCode, body, etag ?? body.Text("@odata.etag"), isPatchable, _time.GetElapsedTime(sentAt), sentAt);
    }

    /// <summary>Reads a body up to the largest that is allowed, whatever its header promises.</summary>
    private async Task<byte[]> ReadAsync(Call call, HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > _options.LargestAnswer)
            throw TooLarge(call);
        Stream stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using MemoryStream bytes = new((int)(content.Headers.ContentLength ?? 4096));
            byte[] buffer = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                if (bytes.Length + read > _options.LargestAnswer)
                    throw TooLarge(call);
                bytes.Write(buffer, 0, read);
            }

            return bytes.ToArray();
        }
    }

    private RedfishException TooLarge(Call call) =>
        new(RedfishFailure.TooLarge, $"{Endpoint}{call.Path}: the answer is larger than {_options.LargestAnswer / 1024} KiB");

    /// <summary>The first message of an error body (DSP0266, section 8.6), shortened.</summary>
    private static string Explain(byte[] bytes)
    {
        const int Longest = 200;
        try
        {
            JsonElement error = bytes.Length == 0 ? default : JsonElement.Parse(bytes).Object("error");
            string? message = error.Items("@Message.ExtendedInfo").Select(static info => info.Text("Message")).FirstOrDefault(static text => text is not null) ?? error.Text("message");
            if (!string.IsNullOrWhiteSpace(message))
                return OneLine(message.Length > Longest ? message[..Longest] : message);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No message then.
        }

        return "the service says no";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
