using PowerActors.Core.Input;

namespace PowerActors.Cli.Output;

/// <summary>Writes faults, one line each.</summary>
internal static class FaultWriter
{
    public static void Write(InputException faults, TextWriter to)
    {
        foreach (InputFault fault in faults.Faults)
            to.WriteLine(fault.ToString());
        if (faults.Omitted > 0)
            to.WriteLine($"and {faults.Omitted} more");
    }
}
