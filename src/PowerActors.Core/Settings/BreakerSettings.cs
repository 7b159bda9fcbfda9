using PowerActors.Core.Control.Breakers;

namespace PowerActors.Core.Settings;

/// <summary>The section <c>breakers</c>: trip curves by name.</summary>
public static class BreakerSettings
{
    /// <summary>The word for no breaker.</summary>
    public const string None = "none";

    /// <summary>Reads every curve. A faulty one is noted, and stands as <see cref="TripCurve.Row"/> so that what refers to it can still be checked.</summary>
    /// <param name="root">All settings.</param>
    public static IReadOnlyDictionary<string, TripCurve> Read(SettingsReader root)
    {
        Dictionary<string, TripCurve> curves = new(StringComparer.Ordinal);
        foreach ((string name, SettingsReader reader) in root.Named("breakers"))
        {
            if (name == None)
                root.Faults.Add(reader.Origin, $"{reader.Path} cannot be set: none stands for no breaker; choose another name");
            else
                curves[name] = ReadOne(name, reader);
        }

        return curves;
    }

    private static TripCurve ReadOne(string name, SettingsReader reader)
    {
        reader.RequireWritten("trip-time", "give the numerator of its curve, such as \"80 s\"");
        reader.RequireWritten("exponent", "give the exponent of its curve, such as 2");
        reader.RequireWritten("form", "write overload-power or iec");
        TripCurve curve = new()
        {
            Name = name,
            Seconds = reader.Time("trip-time")?.TotalSeconds ?? TripCurve.Row.Seconds,
            Exponent = reader.Number("exponent", .01, 20) ?? TripCurve.Row.Exponent,
            InverseOfPower = reader.Word("form", ("overload-power", false), ("iec", true)) ?? false,
            Recovery = reader.Time("recovery") ?? TripCurve.Row.Recovery,
        };
        reader.RefuseUnknown();
        return curve;
    }
}
