using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PowerActors.Api.Security;

/// <summary>What the scheme needs.</summary>
public sealed class BearerOptions : AuthenticationSchemeOptions
{
    /// <summary>The tokens; null where none are configured: then whoever is on this machine is an operator, and nobody else anything.</summary>
    public TokenFile? Tokens { get; set; }

    /// <summary>Who may show a certificate instead of a token; null for nobody.</summary>
    public SchedulerCertificates? Schedulers { get; set; }
}

/// <summary>Finds out who calls: by a bearer token, or, where no tokens are configured, by being on the same machine; a scheduler by its certificate too.</summary>
internal sealed class BearerAuthentication(IOptionsMonitor<BearerOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<BearerOptions>(options, logger, encoder)
{
    public const string Name = "Bearer";

    private const string Word = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Name;
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private AuthenticateResult Authenticate()
    {
        if (Options.Schedulers?.NameOf(Context) is { } scheduler)
            return Success(scheduler, Role.Scheduler);
        if (Options.Tokens is not { } tokens)
        {
            return LocalCaller.Is(Context) ? Success("local", Role.Operator) : AuthenticateResult.NoResult();
        }

        if (TokenOf(Request) is not { } token)
            return AuthenticateResult.NoResult();
        return tokens.Find(token) is { } holder ? Success(holder.Name, holder.Role) : AuthenticateResult.Fail("unknown token");
    }

    public static string? TokenOf(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        return header is not null && header.StartsWith(Word, StringComparison.OrdinalIgnoreCase) ? header[Word.Length..].Trim() : null;
    }

    private static AuthenticateResult Success(string name, Role role)
    {
        ClaimsIdentity identity = new([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, Roles.NameOf(role))], Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }
}
