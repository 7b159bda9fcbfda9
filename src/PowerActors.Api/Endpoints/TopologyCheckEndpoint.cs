using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace PowerActors.Api.Endpoints;

/// <summary>Checks a topology that is sent, and applies nothing of it.</summary>
internal static class TopologyCheckEndpoint
{
    /// <summary>Where it stands: nothing that is sent there says what holds.</summary>
    public const string Path = "/api/v1/topology/check";

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
            return isValid
                ? TypedResults.Text(json, "application/json", Encoding.UTF8)
                : TypedResults.Text(ProblemOf(json), "application/problem+json", Encoding.UTF8, StatusCodes.Status422UnprocessableEntity);
        }).WithSummary("Checks a topology in HOCON or JSON: 200 when it is valid, 422 with all its faults when it is not. Nothing is applied.")
            .WithMetadata(new BodyLimit(largestBody));
    }

    /// <summary>Problem details (RFC 9457) with everything that the check says as further members.</summary>
    private static string ProblemOf(string json)
    {
        JsonObject problem = new() { ["title"] = "The topology has faults.", ["status"] = StatusCodes.Status422UnprocessableEntity };
        foreach ((string name, JsonNode? value) in JsonNode.Parse(json)!.AsObject())
            problem.TryAdd(name, value?.DeepClone());
        return problem.ToJsonString();
    }

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
