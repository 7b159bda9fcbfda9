using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PowerActors.Api.Models;
using PowerActors.Api.Security;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Node;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Units;

namespace PowerActors.Api.Endpoints;

/// <summary>Everything that says what holds: overrides and modes. Each is kept in the audit trail, done or refused.</summary>
internal static class WriteEndpoints
{
    public static void Map(IEndpointRouteBuilder api, ControlNode node)
    {
        api.MapGet("/overrides", () => TypedResults.Ok(node.Desk.InForce.Select(static said => OverrideModel.Of(said)).ToArray())).WithSummary("The overrides in force.");
        RouteGroupBuilder writing = api.MapGroup("").RequireAuthorization(Roles.MaySay);
        writing.MapPost("/overrides", (OverrideRequest body, ClaimsPrincipal caller, HttpContext context) => Audited(node, context, caller, Say(node, body, caller)))
            .WithSummary("Pins a cap, exempts or drains a server, sets or schedules a budget, switches a mode; with a reason, and an end where it has one.").Produces<OverrideModel>(StatusCodes.Status201Created);
        writing.MapDelete("/overrides/{id}", (string id, string? reason, ClaimsPrincipal caller, HttpContext context) => Audited(node, context, caller, TakeBack(node, id, reason, caller)))
            .WithSummary("Takes an override back. reason: why.");
        writing.MapPut("/mode", (ModeRequest body, ClaimsPrincipal caller, HttpContext context) => Audited(node, context, caller, Switch(node, body, caller)))
            .WithSummary("Switches a domain between shadow and enforce.").Produces<OverrideModel>();
    }

    /// <summary>Keeps who asked for what, and how it ended.</summary>
    public static void Audit(ControlNode node, HttpContext context, ClaimsPrincipal? caller, string outcome)
    {
        string role = caller?.FindFirstValue(ClaimTypes.Role) ?? "none";
        JournalEvent.OperatorAction action = new(
            role, $"{context.Request.Method} {context.Request.Path}", context.Connection.RemoteIpAddress?.ToString() ?? "", outcome);
        node.Journal.Writer.Write(new JournalRecord(node.Clock.Now, "", 0, action) { Author = NameOf(caller) });
    }

    private static string NameOf(ClaimsPrincipal? caller) => caller?.FindFirstValue(ClaimTypes.Name) ?? "unknown";

    private static IResult Audited(ControlNode node, HttpContext context, ClaimsPrincipal caller, (IResult Result, string Outcome) done)
    {
        Audit(node, context, caller, done.Outcome);
        return done.Result;
    }

    private static (IResult, string) Say(ControlNode node, OverrideRequest body, ClaimsPrincipal caller)
    {
        List<(string, string)> faults = [];
        if (string.IsNullOrWhiteSpace(body.Path))
            faults.Add(("path", $"is missing; a path such as '{node.Index.Nodes[0].Path}' would be right"));
        DateTimeOffset from = node.Clock.Now;
        DateTimeOffset? until = body.Until;
        if (body.For is { } length)
        {
            if (body.Until is not null)
                faults.Add(("for", "stands beside until; one of them would be right"));
            if (Quantity.TryParseTime(length, out TimeSpan time, out _) && time > TimeSpan.Zero && time < TimeSpan.FromDays(3650))
                until = from + time;
            else
                faults.Add(("for", $"is '{length}'; a time such as \"2 h\" would be right"));
        }

        OverrideHead head = new(Guid.CreateVersion7().ToString("N")[^12..], (body.Path ?? "").Trim('/'), NameOf(caller), body.Reason ?? "", from, until);
        Override? said = OverrideText.Read(body.Type ?? "", body.Value ?? "", head, out string field, out string? problem);
        if (problem is not null)
            faults.Add((field, problem));
        if (said is not null)
            faults.AddRange(OverrideCheck.Faults(said, node.Plan.Root, from).Where(fault => fault.Field != "path" || body.Path is not null));
        if (said is null || faults.Count > 0)
            return (Problems.Of(faults), $"refused: {faults[0].Item1} {faults[0].Item2}");
        return Answer(node.Desk.Say(said), kept => TypedResults.Created($"/api/v1/overrides/{kept.Id}", OverrideModel.Of(kept)));
    }

    private static (IResult, string) Switch(ControlNode node, ModeRequest body, ClaimsPrincipal caller)
    {
        // One switch for a domain: another replaces it.
        OverrideHead head = new("mode:" + (body.Path ?? "").Trim('/'), (body.Path ?? "").Trim('/'), NameOf(caller), body.Reason ?? "", node.Clock.Now, body.Until);
        if (OverrideText.Read("mode", body.Mode ?? "", head, out _, out string? problem) is not { } said)
            return (Problems.Of([("mode", problem!)]), $"refused: mode {problem}");
        return Answer(node.Desk.Say(said), static kept => TypedResults.Ok(OverrideModel.Of(kept)));
    }

    private static (IResult, string) TakeBack(ControlNode node, string id, string? reason, ClaimsPrincipal caller)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > OverrideCheck.LongestText)
            return (Problems.Of([("reason", $"is missing or longer than {OverrideCheck.LongestText} characters; it is kept with the decision")]), "refused: no reason");
        return Answer(node.Desk.TakeBack(id, NameOf(caller), reason), static ended => TypedResults.Ok(OverrideModel.Of(ended)));
    }

    private static (IResult, string) Answer(DeskAnswer answer, Func<Override, IResult> done) => answer.Outcome switch
    {
        DeskOutcome.Done => (done(answer.Said!), "done"),
        DeskOutcome.NotFound => (Problems.NotFound("there is no such override; GET /api/v1/overrides shows all"), "refused: not found"),
        DeskOutcome.NotKept => (Problems.Unavailable("the journal cannot be written, and this would loosen something; it is not done (law P10)"), "refused: the journal cannot be written"),
        _ => (Problems.Of(answer.Faults), $"refused: {answer.Faults[0].Field} {answer.Faults[0].Fault}"),
    };
}
