namespace PowerActors.Api.Tests.Support;

/// <summary>Tests that read <c>/metrics</c> run alone: instruments are heard through the whole process, so a node of another test beside them would speak for a server of the same name.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
#pragma warning disable CA1711 // It is a collection, in xunit's sense.
public sealed class MetricsCollection
#pragma warning restore CA1711
{
    public const string Name = "metrics";
}
