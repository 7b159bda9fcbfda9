using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using PowerActors.Api.Endpoints;
using PowerActors.Api.Metrics;
using PowerActors.Api.Scheduling;
using PowerActors.Api.Security;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Scheduling;
using PowerActors.Cluster.Sessions;
using PowerActors.Core.Input;

namespace PowerActors.Api.Hosting;

/// <summary>The web server of a node: the agents' door, the API, metrics and health. Start it once, dispose it once.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    /// <summary>Where agents connect.</summary>
    public const string AgentsPath = "/agents/v1";

    private readonly WebApplication _app;
    private readonly NodeMeter _meter;
    private readonly PrometheusText _prometheus;
    private readonly MeterProvider? _export;
    private readonly X509Certificate2? _certificate;
    private readonly RefusedWrites _refused;
    private SchedulerMeter? _schedulerMeter;

    private ApiHost(WebApplication app, NodeMeter meter, PrometheusText prometheus, MeterProvider? export, X509Certificate2? certificate, RefusedWrites refused, string ownAgentsToken)
    {
        OwnAgentsToken = ownAgentsToken;
        _app = app;
        _meter = meter;
        _prometheus = prometheus;
        _export = export;
        _certificate = certificate;
        _refused = refused;
    }

    /// <summary>Where it listens, with the port that was found where 0 was asked for.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Where agents of this process connect.</summary>
    public Uri AgentsAddress => new UriBuilder(Address)
    {
        Scheme = Address.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
        Path = AgentsPath,
        Host = IPAddress.TryParse(Address.Host.Trim('[', ']'), out IPAddress? any) && (any.Equals(IPAddress.Any) || any.Equals(IPAddress.IPv6Any)) ? "localhost" : Address.Host,
    }.Uri;

    /// <summary>The token of agents that run in this process: made at each start, and told to nobody else.</summary>
    public string OwnAgentsToken { get; }

    /// <summary>What is served: verbs and patterns, such as <c>GET /api/v1/domains/{**path}</c>; the verb is <c>*</c> where any is taken.</summary>
    internal IEnumerable<(string Verb, string Pattern)> Routes =>
        from source in ((IEndpointRouteBuilder)_app).DataSources
        from endpoint in source.Endpoints.OfType<RouteEndpoint>()
        from verb in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]
        select (verb, "/" + endpoint.RoutePattern.RawText!.Trim('/'));

    /// <summary>Lets agents of this process know the node by its own certificate, whatever name is in it.</summary>
    public void ConfigureOwnAgents(ClientWebSocketOptions options)
    {
        if (_certificate is { } own)
            options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(own.RawDataMemory.Span);
    }

    /// <summary>Starts serving.</summary>
    /// <param name="node">The node, started or about to be.</param>
    /// <param name="settings">Where, and for whom.</param>
    /// <param name="loggers">The log.</param>
    /// <param name="topologyCheck">Checks a topology for <c>/api/v1/topology/check</c>; null leaves that out.</param>
    /// <param name="scheduler">Places pods for <c>/scheduler</c>; null leaves that out.</param>
    /// <exception cref="InputException">It would not be safe to listen so, or a file of the settings cannot be used; one line for each fault.</exception>
    public static async Task<ApiHost> StartAsync(
        ControlNode node, ApiSettings settings, ILoggerFactory loggers, Func<string, (bool IsValid, string Json)>? topologyCheck = null, SchedulerService? scheduler = null)
    {
        if (settings.Problems() is { Count: > 0 } problems)
            throw new InputException([.. problems.Select(static problem => new InputFault("api.listen", 0, problem))]);
        TokenFile? tokens = settings.Tokens is { } file ? TokenFile.Read(file) : null;
        if (tokens is not null)
            tokens.Refused += problem => ApiLog.TokensRefused(loggers.CreateLogger<ApiHost>(), problem);
        X509Certificate2? certificate = Certificates.Load(settings);
        X509Certificate2Collection? authority = Certificates.LoadAuthority(settings);
        SchedulerCertificates? schedulers = Certificates.LoadSchedulerAuthority(settings) is { } issuers ? new SchedulerCertificates(issuers, settings.Schedulers) : null;
        // Empty: a settings file in the current folder or a variable of the environment must not open a second, unguarded door.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "poweractors", EnvironmentName = Environments.Production });
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, settings, certificate, takesClientCertificates: authority is not null || schedulers is not null)).UseKestrelHttpsConfiguration();
        AddServices(builder.Services, settings, tokens, schedulers);
        WebApplication app = builder.Build();
        string own = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        NodeMeter meter = new(node);
        PrometheusText prometheus = new("PowerActors.");
        RefusedWrites refused = new((author, action) => WriteEndpoints.Keep(node, author, action), TimeProvider.System);
        app.Use(refused.ServeAsync); // Around all others: their answers are what it looks at.
        Map(app, node, settings, prometheus, new AgentAuthenticator(tokens, authority, own), topologyCheck);
        SchedulerMeter? schedulerMeter = scheduler is null ? null : new SchedulerMeter(scheduler);
        if (schedulerMeter is not null)
        {
            SchedulerEndpoints.Map(app, scheduler!, node, schedulerMeter);
            ClusterEndpoints.Map(app, scheduler!, node);
        }

        MeterProvider? export = settings.Otlp is { } endpoint
            ? Sdk.CreateMeterProviderBuilder().AddMeter("PowerActors.*").AddOtlpExporter(otlp => SetEndpoint(otlp, endpoint)).Build()
            : null;
        ApiHost host = new(app, meter, prometheus, export, certificate, refused, own) { _schedulerMeter = schedulerMeter };
        try
        {
            await app.StartAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw new InputException("api.listen", 0, $"cannot listen on {settings.Listen}: {e.Message.ReplaceLineEndings(" ")}");
        }

        return host;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource hurry = new(TimeSpan.FromSeconds(3));
        try
        {
            await _app.StopAsync(hurry.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Whoever still listens is cut off.
        }

        await _app.DisposeAsync().ConfigureAwait(false);
        _refused.Dispose();
        _export?.Dispose();
        _prometheus.Dispose();
        _meter.Dispose();
        _schedulerMeter?.Dispose();
        _certificate?.Dispose();
    }

    /// <summary>A path, such as /v1/metrics, is one of HTTP's; gRPC has none.</summary>
    private static void SetEndpoint(OtlpExporterOptions otlp, Uri endpoint)
    {
        otlp.Endpoint = endpoint;
        if (endpoint.AbsolutePath.Length > 1)
            otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
    }

    private static void Listen(KestrelServerOptions kestrel, ApiSettings settings, X509Certificate2? certificate, bool takesClientCertificates)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = settings.LargestBody;
        kestrel.Limits.MaxRequestHeadersTotalSize = 1 << 14;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
        if (settings.Listen is { Host: "localhost", Port: not 0 })
            kestrel.ListenLocalhost(settings.Listen.Port, Secure);
        else
            kestrel.Listen(settings.Listen.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(settings.Listen.Host.Trim('[', ']')), settings.Listen.Port, Secure);

        void Secure(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
            {
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = certificate,
                    ClientCertificateMode = takesClientCertificates ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate,
                    ClientCertificateValidation = static (_, _, _) => true, // Judged where it is used, against the agents' authority alone.
                });
            }
        }
    }

    private static void AddServices(IServiceCollection services, ApiSettings settings, TokenFile? tokens, SchedulerCertificates? schedulers)
    {
        services.AddRoutingCore();
        services.AddProblemDetails();
        services.AddOpenApi();
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.MaxDepth = 32;
        });
        // Not AddAuthentication: it brings data protection along, whose keys nothing here needs and which warns that it cannot keep them.
        services.AddAuthenticationCore(static scheme => scheme.DefaultScheme = BearerAuthentication.Name);
        services.AddSingleton(UrlEncoder.Default);
        services.AddSingleton(TimeProvider.System);
        new AuthenticationBuilder(services).AddScheme<BearerOptions, BearerAuthentication>(BearerAuthentication.Name, options => (options.Tokens, options.Schedulers) = (tokens, schedulers));
        services.AddAuthorizationBuilder()
            .AddPolicy(Roles.MayLook, static policy => policy.RequireRole("viewer", "operator"))
            .AddPolicy(Roles.MaySay, static policy => policy.RequireRole("operator"))
            .AddPolicy(Roles.MaySchedule, static policy => policy.RequireRole("scheduler", "operator"));
        services.AddSingleton<IAuthorizationMiddlewareResultHandler>(new AuditedRefusals());
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => HasNoLimit(context)
                ? RateLimitPartition.GetNoLimiter("agents") // Agents have limits of their own, and a scheduler asks as often as pods come.
                : RateLimitPartition.GetTokenBucketLimiter(
                    context.User.FindFirstValue(ClaimTypes.Name) ?? context.Connection.RemoteIpAddress?.ToString() ?? "",
                    _ => new TokenBucketRateLimiterOptions
                    {
                        TokenLimit = settings.RequestsPerSecond * 2,
                        TokensPerPeriod = settings.RequestsPerSecond,
                        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                        QueueLimit = 0,
                    }));
        });
    }

    private static bool HasNoLimit(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/agents", StringComparison.Ordinal)
        || (context.Request.Path.StartsWithSegments(SchedulerEndpoints.Prefix, StringComparison.Ordinal) && (context.User.IsInRole("scheduler") || context.User.IsInRole("operator")));

    private static void Map(WebApplication app, ControlNode node, ApiSettings settings, PrometheusText prometheus, IAgentAuthenticator agents, Func<string, (bool, string)>? topologyCheck)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.MapAgents(AgentsPath, node.Agents, agents);
        app.MapGet("/healthz", static () => TypedResults.Text("alive\n")).ExcludeFromDescription();
        app.MapGet("/readyz", () => node.IsReady ? Results.Text("ready\n") : Results.Text("not ready\n", statusCode: StatusCodes.Status503ServiceUnavailable)).ExcludeFromDescription();
        app.MapGet("/metrics", async (HttpContext context) =>
        {
            context.Response.ContentType = PrometheusText.ContentType;
            await prometheus.WriteAsync(context.Response.BodyWriter, context.RequestAborted).ConfigureAwait(false);
        }).RequireAuthorization(Roles.MayLook).ExcludeFromDescription();
        app.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(Roles.MayLook);
        RouteGroupBuilder api = app.MapGroup("/api/v1").RequireAuthorization(Roles.MayLook);
        ReadEndpoints.Map(api, node);
        WriteEndpoints.Map(api, node);
        EventEndpoint.Map(api, node);
        TopologyCheckEndpoint.Map(api, topologyCheck, settings.LargestBody);
    }

    /// <summary>Whoever is refused a write stands in the audit trail too.</summary>
    private sealed class AuditedRefusals : IAuthorizationMiddlewareResultHandler
    {
        private readonly AuthorizationMiddlewareResultHandler _standard = new();

        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
        {
            if (!authorizeResult.Succeeded)
                RefusedWrites.Because(context, authorizeResult.Forbidden ? "refused: the role may not" : "refused: not known");
            return _standard.HandleAsync(next, context, policy, authorizeResult);
        }
    }
}
