using PowerActors.Cluster.Node;
using PowerActors.Core.Control.Steering;

namespace PowerActors.Api.Models;

/// <summary>An override in force.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Path">The domain or server it is about.</param>
/// <param name="Type"><c>cap</c>, <c>exempt</c>, <c>drain</c>, <c>limit</c>, <c>schedule</c> or <c>mode</c>.</param>
/// <param name="Value">What it sets.</param>
/// <param name="Author">Who said so.</param>
/// <param name="Reason">Why.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when; null until it is taken back.</param>
public sealed record OverrideModel(string Id, string Path, string Type, string Value, string Author, string Reason, DateTimeOffset From, DateTimeOffset? Until)
{
    internal static OverrideModel Of(Override said)
    {
        (string type, string value) = OverrideText.Write(said);
        return new OverrideModel(said.Id, said.Path, type, value, said.Author, said.Reason, said.From, said.Until);
    }
}

/// <summary>What an operator wants to say. The author is whoever asks.</summary>
/// <param name="Path">The domain or server.</param>
/// <param name="Type"><c>cap</c>, <c>exempt</c>, <c>drain</c>, <c>limit</c>, <c>schedule</c> or <c>mode</c>.</param>
/// <param name="Value">Its value, such as <c>1200 MHz</c>, <c>240 kW</c>, <c>17:00-21:00 mon-fri 220 kW</c>, <c>shadow</c>; empty for <c>exempt</c> and <c>drain</c>.</param>
/// <param name="Reason">Why; it is kept with the decision.</param>
/// <param name="Until">Until when (ISO 8601); or <paramref name="For"/>.</param>
/// <param name="For">For how long, such as <c>2 h</c>.</param>
public sealed record OverrideRequest(string? Path, string? Type, string? Value, string? Reason, DateTimeOffset? Until, string? For);

/// <summary>A mode for a domain.</summary>
/// <param name="Path">The domain.</param>
/// <param name="Mode"><c>shadow</c> or <c>enforce</c>.</param>
/// <param name="Reason">Why; it is kept with the decision.</param>
/// <param name="Until">Until when (ISO 8601); null until it is switched again.</param>
public sealed record ModeRequest(string? Path, string? Mode, string? Reason, DateTimeOffset? Until);
