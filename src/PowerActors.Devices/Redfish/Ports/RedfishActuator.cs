using System.Threading.Channels;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Discovery;

namespace PowerActors.Devices.Redfish.Ports;

/// <summary>
/// One control as an actuator. Takes the newest wish and forgets the one before; sends it as a command, before all readings; tries again while the service fails; reads the limit back, and sets
/// it again when it is looser than asked for.
/// </summary>
internal sealed class RedfishActuator(RedfishClient client, RedfishControlInfo control, TimeSpan readBack, Action<RedfishNotice> notices, Func<double>? draw = null)
{
    private readonly Lock _lock = new();
    private readonly Func<double> _draw = draw ?? Random.Shared.NextDouble;
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly RedfishControlInfo _found = control;
    private RedfishControlInfo _control = control;
    private string? _etag;
    private Wish? _wish;
    private string? _failure;
    private bool _isRefused;
    private double? _driftTold;
    private bool _lateTold;

    /// <summary>How long a limit may take to be accepted; a slower one is told. Null: no matter.</summary>
    public TimeSpan? ClockLatency { get; init; }

    /// <summary>The same where the brake asks for it.</summary>
    public TimeSpan? BrakeLatency { get; init; }

    /// <summary>True while a wish has been neither taken nor refused.</summary>
    public bool IsBusy => Due() is not null;

    /// <summary>The control as it was read last.</summary>
    public RedfishControlInfo Control => Volatile.Read(ref _control);

    /// <summary>The limit last asked for; null when none was, or the last wish was to take it away.</summary>
    public double? Requested
    {
        get
        {
            lock (_lock)
                return _wish?.Value;
        }
    }

    /// <summary>True when the service said no to the last wish.</summary>
    public bool IsRefused
    {
        get
        {
            lock (_lock)
                return _isRefused;
        }
    }

    /// <summary>Asks for a limit in place of the one before.</summary>
    /// <param name="value">Megahertz or watts; null to take the limit away.</param>
    /// <param name="brake">Whether it is the brake that asks.</param>
    /// <returns>False when it is out of range, when the service has said no to it, or cannot be reached now; in the latter two cases it is tried again.</returns>
    public bool Ask(double? value, bool brake = false)
    {
        if (value is { } limit && !Control.Allows(limit))
            return false;
        bool taken = true;
        lock (_lock)
        {
            if (_wish is null || _wish.Value != value)
            {
                _wish = new Wish(value, brake, client.Time.GetTimestamp());
                _isRefused = false;
                taken = _failure is null; // What cannot be reached does not take this one either, until it is back.
            }
            else if (_isRefused)
            {
                _wish = new Wish(value, brake, client.Time.GetTimestamp());
                _isRefused = false;
                taken = false;
            }
            else if (_failure is not null)
                return false;
            else
                return true;
        }

        _wake.Writer.TryWrite(true);
        return taken;
    }

    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            int failed = 0;
            bool isSettling = false;
            while (true)
            {
                TimeSpan wait = readBack;
                if (Due() is { } wish)
                {
                    TimeSpan? again = await SendAsync(wish, failed + 1, cancellation).ConfigureAwait(false);
                    failed = again is null ? 0 : failed + 1;
                    isSettling = again is null;
                    if (again is { } retry)
                        wait = retry;
                    else if (Due() is not null)
                        continue;
                }
                else
                {
                    await ReconcileAsync(isSettling, cancellation).ConfigureAwait(false);
                    isSettling = false;
                    if (Due() is not null)
                        continue;
                }

                await SleepAsync(isSettling ? Soon(readBack) : wait, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end; what is in force stays in force.
        }
    }

    /// <summary>Reading back at once is too soon for some devices; a few seconds are soon enough to show what is in force.</summary>
    private static TimeSpan Soon(TimeSpan readBack) => readBack < TimeSpan.FromSeconds(3) ? readBack : TimeSpan.FromSeconds(3);

    private Wish? Due()
    {
        lock (_lock)
            return _wish is { IsDone: false } wish && !_isRefused ? wish : null;
    }

    /// <summary>Sends a wish.</summary>
    /// <returns>When to try again; null when it is done or refused.</returns>
    private async Task<TimeSpan?> SendAsync(Wish wish, int attempt, CancellationToken cancellation)
    {
        try
        {
            var command = ControlCommand.Set(Control, wish.Value);
            RedfishAnswer answer = command.IsAction
                ? await client.PostAsync(command.Target, command.Body, cancellation).ConfigureAwait(false)
                : await client.PatchAsync(command.Target, command.Body, _etag, cancellation).ConfigureAwait(false);
            _etag = answer.ETag; // Of what it is now, if the service says; else the next change asks first.
            Finish(wish, null);
            return null;
        }
        catch (RedfishException e) when (e.IsTransient || e.Failure == RedfishFailure.Changed)
        {
            _etag = null;
            Fail(e.Message);
            return RetryDelay.Of(attempt, e.RetryAfter, client.Options.FirstRetry, client.Options.LongestRetry, _draw());
        }
        catch (RedfishException e)
        {
            Finish(wish, e.Message);
            return null;
        }
    }

    private void Finish(Wish wish, string? refusal)
    {
        bool isNews;
        lock (_lock)
        {
            isNews = refusal is not null || _failure is not null;
            _failure = null;
            wish.IsDone = refusal is null;
            if (wish == _wish)
                _isRefused = refusal is not null;
        }

        if (refusal is null)
            TellLate(wish);
        if (isNews)
            notices(new RedfishNotice(RedfishNoticeKind.Command, Control.Uri, refusal is null ? "commands are taken again" : $"refused {Text(wish.Value)}: {refusal}"));
    }

    /// <summary>The topology was checked with a latency. A controller that needs longer makes that check worth less, and only an operator can change it.</summary>
    private void TellLate(Wish wish)
    {
        TimeSpan took = client.Time.GetElapsedTime(wish.AskedAt);
        TimeSpan? allowed = wish.IsBrake ? BrakeLatency : ClockLatency;
        bool isLate = wish.Value is not null && took > allowed;
        if (isLate && !_lateTold)
        {
            notices(new RedfishNotice(RedfishNoticeKind.Command, Control.Uri,
                $"took {took.TotalSeconds:0.0} s to accept {Text(wish.Value)}; the topology reckons with {allowed!.Value.TotalSeconds:0.###} s (timing.{(wish.IsBrake ? "brake" : "clock")}-latency)"));
        }

        _lateTold = isLate;
    }

    private void Fail(string problem)
    {
        bool isNews;
        lock (_lock)
        {
            isNews = _failure is null;
            _failure = problem;
        }

        if (isNews)
            notices(new RedfishNotice(RedfishNoticeKind.Command, Control.Uri, $"a command could not be delivered and is tried again: {problem}"));
    }

    private async Task ReconcileAsync(bool isSettling, CancellationToken cancellation)
    {
        try
        {
            RedfishAnswer answer = await client.GetOnceAsync(_found.Resource, cancellation).ConfigureAwait(false);
            RedfishControlInfo? now = ControlRules.Find(_found.Resource, answer.Body, answer.IsPatchable).FirstOrDefault(found => found.Pointer == _found.Pointer);
            if (now is null)
                return;
            _etag = answer.ETag;
            Volatile.Write(ref _control, now with { Owner = _found.Owner, OwnerType = _found.OwnerType, Source = _found.Source, Related = _found.Related });
            if (!isSettling)
                Judge(now);
        }
        catch (RedfishException)
        {
            // The poller tells when nothing can be read; a limit that cannot be read back is taken to be as it was asked for.
        }
    }

    /// <summary>Only looser counts: hardware obeys the tightest of all who limit it, and a tighter limit of somebody else's is not ours to lift.</summary>
    private void Judge(RedfishControlInfo now)
    {
        double? found = now.Requested ?? now.Enforced ?? double.PositiveInfinity;
        lock (_lock)
        {
            bool isOff = now is { Kind: RedfishControlKind.Power, Mode: "Disabled" };
            if (_wish is not { IsDone: true, Value: { } asked } || (found <= asked && !isOff))
            {
                _driftTold = null;
                return;
            }

            _wish = new Wish(asked, _wish.IsBrake, client.Time.GetTimestamp());
            if (_driftTold == found)
                return;
            _driftTold = found;
        }

        notices(new RedfishNotice(RedfishNoticeKind.Drift, now.Uri, $"holds {Text(found)} where {Text(Requested)} was asked for; it is set again"));
    }

    private string Text(double? value) => value is { } limit && double.IsFinite(limit) ? $"{limit:0.###} {_found.Unit}" : "no limit";

    /// <summary>Waits for a time, or for a new wish.</summary>
    private async Task SleepAsync(TimeSpan time, CancellationToken cancellation)
    {
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<bool> woken = _wake.Reader.WaitToReadAsync(awake.Token).AsTask();
        Task slept = Task.Delay(time, client.Time, awake.Token);
        await Task.WhenAny(woken, slept).ConfigureAwait(false);
        while (_wake.Reader.TryRead(out _))
        {
            // One wake is enough.
        }

        await awake.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>A value asked for; a new object for each time it is asked.</summary>
    private sealed class Wish(double? value, bool isBrake, long askedAt)
    {
        public double? Value { get; } = value;

        public bool IsBrake { get; } = isBrake;

        public long AskedAt { get; } = askedAt;

        public bool IsDone { get; set; }
    }
}
