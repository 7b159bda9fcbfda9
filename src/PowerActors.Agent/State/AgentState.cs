using Google.Protobuf;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Wire.Mapping;
using Protocol = PowerActors.Wire.Protocol;

namespace PowerActors.Agent.State;

/// <summary>What an agent must remember of a server across its own restart. Immutable.</summary>
/// <param name="Assignment">What the node said of the server.</param>
/// <param name="Directive">The newest directive taken, or null.</param>
/// <param name="LeaseEnds">When its lease ends, by the machine's monotonic clock.</param>
/// <param name="BootId">The boot in which that clock counts.</param>
/// <param name="Memories">What the server's actors remember, by path.</param>
internal sealed record AgentState(
    Assignment Assignment, Directive? Directive, TimeSpan LeaseEnds, string BootId, IReadOnlyDictionary<string, DomainMemory> Memories)
{
    private const uint Version = 1;
    private const int MostMemories = 4096;

    /// <summary>As JSON that people can read.</summary>
    public string Write()
    {
        Protocol.SavedState saved = new()
        {
            Version = Version,
            Assignment = AssignmentMapping.ToWire(Assignment),
            LeaseEndsUs = Microseconds.From(LeaseEnds),
            BootId = BootId,
        };
        if (Directive is { } directive)
            saved.Directive = DirectiveMapping.ToWire(directive, TimeSpan.Zero);
        foreach ((string path, DomainMemory memory) in Memories)
            saved.Memories.Add(new Protocol.SavedState.Types.Memory { Path = path, Epoch = memory.Epoch, HeardEpoch = memory.HeardEpoch });
        return new JsonFormatter(JsonFormatter.Settings.Default.WithIndentation()).Format(saved);
    }

    /// <summary>Reads it back, or says what is wrong: a file is outside, and no number in it is trusted without a range.</summary>
    public static string? Read(string text, out AgentState? state)
    {
        state = null;
        Protocol.SavedState saved;
        try
        {
            saved = Protocol.SavedState.Parser.ParseJson(text);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException or FormatException or OverflowException)
        {
            return $"it is not the state of an agent ({exception.Message.Split('\n')[0].TrimEnd()})";
        }

        if (saved.Version != Version)
            return $"it is of version {saved.Version}; this build reads {Version}";
        if (AssignmentMapping.Read(saved.Assignment, out Assignment? assignment) is { } problem)
            return $"it has {problem}";
        Directive? directive = null;
        if (saved.Directive is { } wire)
        {
            if (DirectiveMapping.Read(wire, out Directive read, out _) is { } wrong)
                return $"it has {wrong}";
            directive = read;
        }

        if (saved.LeaseEndsUs < 0 || !Microseconds.TryRead(saved.LeaseEndsUs, TimeSpan.Zero, TimeSpan.FromDays(36_525), out TimeSpan leaseEnds) || saved.Memories.Count > MostMemories)
            return "it has a lease or a number of memories that cannot be";
        Dictionary<string, DomainMemory> memories = new(StringComparer.Ordinal);
        foreach (Protocol.SavedState.Types.Memory memory in saved.Memories)
        {
            if (memory.Epoch < 0 || memory.HeardEpoch < 0)
                return $"it has the epoch {memory.Epoch} or {memory.HeardEpoch}, below zero";
            memories[memory.Path] = new DomainMemory(memory.Epoch, 0, []) { HeardEpoch = memory.HeardEpoch };
        }

        state = new AgentState(assignment!, directive, leaseEnds, saved.BootId, memories);
        return null;
    }
}
