using PowerActors.Cluster.Tests.Journal.Killing;

namespace PowerActors.Cluster.Tests;

/// <summary>What this assembly does when it is started as a program: it plays the process that a test kills.</summary>
internal static class Program
{
    public static int Main(string[] args) => args is ["loosen", var provider, var database] ? LooseningProcess.Run(provider, database) : 2;
}
