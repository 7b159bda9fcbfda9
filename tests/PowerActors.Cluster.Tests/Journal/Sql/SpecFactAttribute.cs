using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace PowerActors.Cluster.Tests.Journal.Sql;

/// <summary>Marks a class whose tests need PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsPostgresAttribute : Attribute;

/// <summary>A fact, possibly of an abstract class: skipped with a reason where the class it runs in needs PostgreSQL and there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("PowerActors.Cluster.Tests.Journal.Sql.SpecFactDiscoverer", "PowerActors.Cluster.Tests")]
public sealed class SpecFactAttribute : FactAttribute;

public sealed class SpecFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new SpecTestCase(messages, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}

public sealed class SpecTestCase : XunitTestCase
{
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For deserialization only", error: true)]
    public SpecTestCase()
    {
    }

    public SpecTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(messages, display, options, method)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsPostgresAttribute)).Any() ? PostgresServer.SkipReason : base.GetSkipReason(factAttribute);
}
