using Microsoft.Extensions.Logging;

namespace PowerActors.Api.Hosting;

/// <summary>What the API logs itself.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(3001, LogLevel.Error, "the tokens' file has changed and cannot be used: {Problem}; the tokens before stay in force")]
    public static partial void TokensRefused(ILogger logger, string problem);
}
