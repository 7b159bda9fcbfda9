using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
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
    private static readonly string[] OverrideFields = ["path", "type", "value", "reason", "until", "for"];
    private static readonly string[] ModeFields = ["path", "mode", "reason", "until"];
    private static readonly object AuditedKey = new();

    public static void Map(IEndpointRouteBuilder api, ControlNode node)
    {
        api.MapGet("/overrides", () => TypedResults.Ok(node.Desk.InForce.Select(static said => OverrideModel.Of(said)).ToArray())).WithSummary("The overrides in force.");
        RouteGroupBuilder writing = api.MapGroup("").RequireAuthorization(Roles.MaySay);
        writing.MapPost("/overrides", (ClaimsPrincipal caller, HttpContext context) => TakeAsync(node, context, caller, OverrideFields, Say))
            .Accepts<OverrideRequest>("application/json").WithSummary("Pins a cap, exempts or drains a server, sets or schedules a budget, switches a mode; with a reason, and an end where it has one.").Produces<OverrideModel>(StatusCodes.Status201Created);
        writing.MapDelete("/overrides/{**id}", (string id, string? reason, ClaimsPrincipal caller, HttpContext context) => Audited(node, context, caller, TakeBack(node, id, reason, caller)))
            .WithSummary("Takes an override back. reason: why.").Produces<OverrideModel>();
        writing.MapPut("/mode", (ClaimsPrincipal caller, HttpContext context) => TakeAsync(node, context, caller, ModeFields, Switch))
            .Accepts<ModeRequest>("application/json").WithSummary("Switches a domain between shadow and enforce.").Produces<OverrideModel>();
    }

    /// <summary>Keeps who asked for what, and how it ended.</summary>
    public static void Audit(ControlNode node, HttpContext context, ClaimsPrincipal? caller, string outcome)
    {
        string role = caller?.FindFirstValue(ClaimTypes.Role) ?? "none";
        JournalEvent.OperatorAction action = new(
            role, $"{context.Request.Method} {context.Request.Path}", context.Connection.RemoteIpAddress?.ToString() ?? "", outcome);
        context.Items[AuditedKey] = true;
        Keep(node, NameOf(caller), action);
    }

    /// <summary>Whether the request stands in the audit trail already.</summary>
    public static bool IsAudited(HttpContext context) => context.Items.ContainsKey(AuditedKey);

    /// <summary>Keeps an action with whoever asked for it.</summary>
    public static void Keep(ControlNode node, string author, JournalEvent.OperatorAction action) =>
        node.Journal.Writer.Write(new JournalRecord(node.Clock.Now, "", 0, action) { Author = author });

    private static string NameOf(ClaimsPrincipal? caller) => caller?.FindFirstValue(ClaimTypes.Name) ?? "unknown";

    private static IResult Audited(ControlNode node, HttpContext context, ClaimsPrincipal caller, (IResult Result, string Outcome) done)
    {
        Audit(node, context, caller, done.Outcome);
        return done.Result;
    }

    /// <summary>Reads a body and does what it says; where its shape is at fault, the rest of it is judged as well, so that all faults are told together.</summary>
    private static async Task<IResult> TakeAsync(ControlNode node, HttpContext context, ClaimsPrincipal caller, string[] known, Func<ControlNode, JsonFields, ClaimsPrincipal, (IResult, string)> take)
    {
        (JsonFields? fields, IResult? refusal) = await JsonFields.ReadAsync(context.Request, known).ConfigureAwait(false);
        if (fields is null)
            return refusal!; // It stands in the audit trail by its status.
        return Audited(node, context, caller, fields.IsObject ? take(node, fields, caller) : Refused(fields, []));
    }

    /// <summary>A field whose shape is at fault could not be judged any further.</summary>
    private static (IResult, string) Refused(JsonFields fields, IEnumerable<(string Field, string Fault)> faults)
    {
        HashSet<string> told = [.. fields.Faults.Select(static fault => fault.Field)];
        (string Field, string Fault)[] all = [.. fields.Faults, .. faults.Where(fault => !told.Contains(fault.Field))];
        return (Problems.Of(all), $"refused: {all[0].Field} {all[0].Fault}");
    }

    private static (IResult, string) Say(ControlNode node, JsonFields fields, ClaimsPrincipal caller)
    {
        OverrideRequest body = new(
            fields.Text("path", "site/row-1"), fields.Text("type", "limit"), fields.Text("value", "240 kW"), fields.Text("reason", "feed B in maintenance"), fields.Time("until"), fields.Text("for", "2 h"));
        List<(string, string)> faults = [];
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

        string path = (body.Path ?? "").Trim('/');
        string id = body.Type == "mode" ? ModeId(path) : Guid.CreateVersion7().ToString("N")[^12..];
        Override? said = Read(node, body.Type ?? "", body.Value ?? "", new OverrideHead(id, path, NameOf(caller), body.Reason ?? "", from, until), "value", faults);
        if (said is null || faults.Count > 0 || fields.Faults.Count > 0)
            return Refused(fields, faults);
        return Answer(node.Desk.Say(said), kept => TypedResults.Created($"/api/v1/overrides/{kept.Id}", OverrideModel.Of(kept)));
    }

    private static (IResult, string) Switch(ControlNode node, JsonFields fields, ClaimsPrincipal caller)
    {
        ModeRequest body = new(fields.Text("path", "site/row-1"), fields.Text("mode", "shadow"), fields.Text("reason", "looked right for a week"), fields.Time("until"));
        List<(string, string)> faults = [];
        string path = (body.Path ?? "").Trim('/');
        OverrideHead head = new(ModeId(path), path, NameOf(caller), body.Reason ?? "", node.Clock.Now, body.Until);
        Override? said = Read(node, "mode", body.Mode ?? "", head, "mode", faults);
        if (said is null || faults.Count > 0 || fields.Faults.Count > 0)
            return Refused(fields, faults);
        return Answer(node.Desk.Say(said), static kept => TypedResults.Ok(OverrideModel.Of(kept)));
    }

    /// <summary>One switch for a domain: another replaces it.</summary>
    private static string ModeId(string path) => "mode-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 4));

    /// <summary>Every fault of a request is told at once, and by the name of the request's own field.</summary>
    private static Override? Read(ControlNode node, string type, string value, in OverrideHead head, string valueField, List<(string, string)> faults)
    {
        Override? said = OverrideText.Read(type, value, head, out string field, out string? problem);
        IReadOnlyList<(string Field, string Fault)> found = said is not null
            ? OverrideCheck.Faults(said, node.Plan.Root, head.From)
            : OverrideCheck.HeadFaults(head.Path, head.Author, head.Reason, head.From, head.Until, node.Plan.Root, head.From);
        if (problem is not null)
            faults.Add((field == "value" ? valueField : field, problem));
        foreach ((string name, string fault) in found)
            faults.Add((name is "path" or "reason" or "until" or "author" ? name : valueField, fault));
        return said;
    }

    private static (IResult, string) TakeBack(ControlNode node, string id, string? reason, ClaimsPrincipal caller)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > OverrideCheck.LongestText)
            return (Problems.Of([("reason", $"is missing or longer than {OverrideCheck.LongestText} characters; it is kept with the decision")]), "refused: no reason");
        return Answer(node.Desk.TakeBack(Uri.UnescapeDataString(id), NameOf(caller), reason), static ended => TypedResults.Ok(OverrideModel.Of(ended)));
    }

    private static (IResult, string) Answer(DeskAnswer answer, Func<Override, IResult> done) => answer.Outcome switch
    {
        DeskOutcome.Done => (done(answer.Said!), "done"),
        DeskOutcome.NotFound => (Problems.NotFound("there is no such override; GET /api/v1/overrides shows all"), "refused: not found"),
        DeskOutcome.NotKept => (Problems.Unavailable("the journal cannot be written, and this would loosen something; it is not done (law P10)"), "refused: the journal cannot be written"),
        _ => (Problems.Of(answer.Faults), $"refused: {answer.Faults[0].Field} {answer.Faults[0].Fault}"),
    };
}
