namespace PowerActors.Devices.Nvml;

#pragma warning disable RCS1194 // An NVML error without a code means nothing to anybody.
/// <summary>NVML could not be opened. The message is one line for an operator.</summary>
public sealed class NvmlException : Exception
#pragma warning restore RCS1194
{
    /// <summary>For a code and what was tried.</summary>
    /// <param name="doing">What was tried, such as <c>open NVML</c>.</param>
    /// <param name="code">What NVML returned.</param>
    public NvmlException(string doing, NvmlReturn code)
        : this(NvmlFaults.Explain(doing, code), NvmlFaults.Of(code), code)
    {
    }

    /// <summary>With a sentence of its own.</summary>
    public NvmlException(string message, NvmlFault fault, NvmlReturn code)
        : base(message)
    {
        Fault = fault;
        Code = code;
    }

    /// <summary>What it means.</summary>
    public NvmlFault Fault { get; }

    /// <summary>What NVML returned.</summary>
    public NvmlReturn Code { get; }
}
