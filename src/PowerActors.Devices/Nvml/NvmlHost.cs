using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Nvml;

/// <summary>
/// All GPUs of a host and the session to them. When a GPU or the driver is lost it opens a new session, after a while that doubles from attempt to attempt, finds the GPUs
/// by their UUIDs, and sets their caps again, which a reload has lost. Used by one thread only.
/// </summary>
internal sealed class NvmlHost : IDisposable
{
    private readonly NvmlOptions _options;
    private readonly NvmlChannel[] _channels;
    private NvmlSession? _session;
    private TimeSpan _nextAttempt = TimeSpan.MinValue;
    private TimeSpan _pause;

    public NvmlHost(NvmlSession session, NvmlChannel[] channels, NvmlOptions options)
    {
        _session = session;
        _channels = channels;
        _options = options;
        _pause = options.RecoveryFirst;
        foreach (NvmlChannel channel in channels)
        {
            if (!channel.Connect(newcomer: null, isFirst: true))
                channel.Disconnect(NvmlReturn.GpuIsLost);
        }
    }

    public int Count => _channels.Length;

    public ref readonly NvmlGpuState StateOf(int gpu) => ref _channels[gpu].State;

    public void Read(int gpu, TimeSpan now)
    {
        RecoverIfDue(now);
        _channels[gpu].Read(now);
    }

    public bool Apply(int gpu, GpuCap cap, TimeSpan now)
    {
        RecoverIfDue(now);
        return _channels[gpu].Apply(cap, now);
    }

    public void Govern(int gpu, Megahertz ceiling, TimeSpan now)
    {
        RecoverIfDue(now);
        _channels[gpu].Govern(ceiling);
    }

    public void Dispose() => _session?.Dispose();

    private void RecoverIfDue(TimeSpan now)
    {
        bool anyLost = false;
        foreach (NvmlChannel channel in _channels)
            anyLost |= channel.IsLost;
        if (!anyLost)
        {
            _pause = _options.RecoveryFirst;
            _nextAttempt = TimeSpan.MinValue;
        }
        else if (now >= _nextAttempt)
        {
            Recover(now);
            _nextAttempt = now + _pause;
            _pause = _pause * 2 < _options.RecoveryMost ? _pause * 2 : _options.RecoveryMost;
        }
    }

    private void Recover(TimeSpan now)
    {
        _session?.Dispose();
        _session = null;
        try
        {
            _session = NvmlSession.Open(_options.Library);
        }
        catch (NvmlException e)
        {
            foreach (NvmlChannel channel in _channels)
                channel.Disconnect(e.Code);
            return;
        }

        string? newcomer = Array.Exists(_channels, static channel => channel.Uuid is null) ? NvmlSession.Uuids().FirstOrDefault(IsNew) : null;
        foreach (NvmlChannel channel in _channels)
        {
            bool wasLost = channel.IsLost;
            // Closing a session can cost the others their settings too, where no one else holds the GPU open: all caps are set again.
            if (!channel.Connect(newcomer, isFirst: !wasLost))
                channel.Disconnect(NvmlReturn.GpuIsLost);
            else if (channel.State.ToRestore is { } cap && (cap != GpuCap.Free || channel.State.Governed < Megahertz.Unlimited))
                channel.Apply(cap, now);
            if (channel.Uuid == newcomer)
                newcomer = null;
        }
    }

    private bool IsNew(string uuid) => !Array.Exists(_channels, channel => channel.Uuid == uuid);
}
