using System.Numerics;
using PowerActors.Actors.Dispatch;
using PowerActors.Actors.Timers;

namespace PowerActors.Actors.Deterministic;

/// <summary>A running hash over what was delivered when to whom: two runs with equal digests went the same way.</summary>
internal sealed class OrderDigest
{
    private readonly Dictionary<Type, ulong> _typeHashes = [];

    public ulong Value { get; private set; } = 0xCBF29CE484222325UL;

    public void Add(in Envelope envelope, long now)
    {
        object message = envelope.Message is ActorTimer timer ? timer.Message : envelope.Message;
        ulong step = HashOf(message.GetType()) + ((ulong)envelope.Target.Number * 0x9E3779B97F4A7C15UL) + (ulong)now;
        Value = (BitOperations.RotateLeft(Value, 13) ^ step) * 0xBF58476D1CE4E5B9UL;
    }

    // Not GetHashCode: names hash the same in every process.
    private ulong HashOf(Type type)
    {
        if (_typeHashes.TryGetValue(type, out ulong hash))
            return hash;

        hash = 0xCBF29CE484222325UL;
        foreach (char c in type.FullName ?? type.Name)
            hash = (hash ^ c) * 0x100000001B3UL;

        _typeHashes.Add(type, hash);
        return hash;
    }
}
