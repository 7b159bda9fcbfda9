using Microsoft.AspNetCore.Http;
using PowerActors.Core.Input;

namespace PowerActors.Api.Endpoints;

/// <summary>Refusals as problem details (RFC 9457), with every fault of a request together.</summary>
internal static class Problems
{
    /// <summary>400: fields and what is wrong with them.</summary>
    public static IResult Of(IReadOnlyList<(string Field, string Fault)> faults) => TypedResults.ValidationProblem(
        faults.GroupBy(static fault => fault.Field, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Select(static fault => fault.Fault).ToArray(), StringComparer.Ordinal),
        detail: string.Join("; ", faults.Select(static fault => $"{fault.Field} {fault.Fault}")),
        title: "The request cannot be understood.");

    /// <summary>400: the faults of an input.</summary>
    public static IResult Of(InputException e) => Of([.. e.Faults.Select(static fault => (fault.File, fault.Message))]);

    /// <summary>404.</summary>
    public static IResult NotFound(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found.");

    /// <summary>503.</summary>
    public static IResult Unavailable(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not now.");
}
