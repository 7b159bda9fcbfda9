using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace PowerActors.Api.Endpoints;

/// <summary>Checks a topology that is sent, and applies nothing of it.</summary>
internal static class TopologyCheckEndpoint
{
    /// <summary>Adds it, where there is somebody who can check.</summary>
    /// <param name="api">Where it goes.</param>
    /// <param name="check">HOCON or JSON in, the JSON of <c>topology check --json</c> out; true when it is valid.</param>
    /// <param name="largestBody">Bytes at most.</param>
    public static void Map(IEndpointRouteBuilder api, Func<string, (bool IsValid, string Json)>? check, int largestBody)
    {
        if (check is null)
            return;
        api.MapPost("/topology/check", async (HttpRequest request) =>
        {
            using StreamReader reader = new(request.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            string text;
            try
            {
                text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            }
            catch (BadHttpRequestException e)
            {
                return TypedResults.Problem(e.Message, statusCode: e.StatusCode, title: "The request cannot be read.");
            }
            catch (DecoderFallbackException)
            {
                return Problems.Of([("body", "is not UTF-8")]);
            }

            (bool isValid, string json) = check(text);
            return TypedResults.Text(json, "application/json", Encoding.UTF8, isValid ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        }).WithSummary("Checks a topology in HOCON or JSON: 200 when it is valid, 422 with all its faults when it is not. Nothing is applied.")
            .WithMetadata(new BodyLimit(largestBody));
    }

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
