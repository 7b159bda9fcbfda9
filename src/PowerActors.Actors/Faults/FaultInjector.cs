using PowerActors.Actors.Cells;
using PowerActors.Actors.Deterministic;
using PowerActors.Actors.Dispatch;
using PowerActors.Actors.Timers;

namespace PowerActors.Actors.Faults;

/// <summary>Carries out a <see cref="FaultPlan"/>.</summary>
internal sealed class FaultInjector
{
    private readonly DeterministicSystem _system;
    private readonly FaultRule[] _onTell;
    private readonly FaultRule[] _onDelivery;
    private readonly long[] _counts = new long[Enum.GetValues<FaultKind>().Length];
    private readonly List<Envelope> _heldBack = [];
    private SeededRandom _random;

    public FaultInjector(DeterministicSystem system, FaultPlan plan, SeededRandom random)
    {
        foreach (FaultRule rule in plan.Rules)
        {
            if (!(rule.Probability >= 0 && rule.Probability <= 1))
                throw new ArgumentException($"The probability of {rule.Kind} is {rule.Probability}: it must lie in 0 to 1.", nameof(plan));

            if (rule.MinDuration < TimeSpan.Zero || rule.MaxDuration < rule.MinDuration)
                throw new ArgumentException($"{rule.Kind} lasts {rule.MinDuration} to {rule.MaxDuration}: that is no range.", nameof(plan));
        }

        _system = system;
        _random = random;
        _onTell = [.. plan.Rules.Where(static r => r.Kind is not (FaultKind.Crash or FaultKind.Pause))];
        _onDelivery = [.. plan.Rules.Where(static r => r.Kind is FaultKind.Crash or FaultKind.Pause)];
    }

    /// <summary>Whether reordered messages wait to be overtaken.</summary>
    public bool HoldsBack => _heldBack.Count > 0;

    public long Count(FaultKind kind) => _counts[(int)kind];

    /// <summary>A message is told. True when that was all for now: the lane does not take it.</summary>
    public bool Intercept(VirtualLane lane, ActorCell target, object message, IActorRef? sender)
    {
        FaultRule? rule = Choose(_onTell, target, message, sender);
        switch (rule?.Kind)
        {
            case FaultKind.Drop:
                break;
            case FaultKind.Delay:
                long due = _system.Scheduler.In(_random.Between(rule.MinDuration, rule.MaxDuration));
                _system.Scheduler.Add(new DelayedMessage(lane, target, message, sender), due, interval: 0);
                break;
            case FaultKind.Duplicate:
                lane.Accept(target, message, sender);
                lane.Accept(target, message, sender);
                break;
            case FaultKind.Reorder:
                _heldBack.Add(new Envelope { Target = target, Message = message, Sender = sender });
                return true;
            default:
                if (_heldBack.Count == 0)
                    return false;

                lane.Accept(target, message, sender);
                break;
        }

        if (_heldBack.Count > 0)
            ReleaseOvertaken(target);

        return true;
    }

    /// <summary>A message has come to its actor. True when it is not to be handled now.</summary>
    public bool Strike(in Envelope envelope)
    {
        if (_onDelivery.Length == 0 || !envelope.Target.IsReady)
            return false;

        (object message, IActorRef? sender) = (envelope.Message, envelope.Sender);
        if (message is ActorTimer { IsOver: false } timer)
            (message, sender) = (timer.Message, envelope.Target);
        else if (ReferenceEquals(sender, SystemSender.Instance))
            return false;

        switch (Choose(_onDelivery, envelope.Target, message, sender))
        {
            case { Kind: FaultKind.Crash }:
                (envelope.Message as ActorTimer)?.TryTake();
                envelope.Target.Fail(new FaultInjectedException(envelope.Target), message);
                return true;
            case { } pause:
                // Delivered all the same: the paused actor holds it.
                envelope.Target.Pause(_random.Between(pause.MinDuration, pause.MaxDuration));
                return false;
            default:
                return false;
        }
    }

    /// <summary>Sends on what was held back: nothing came to overtake it.</summary>
    public void ReleaseAll()
    {
        Envelope[] released = [.. _heldBack];
        _heldBack.Clear();
        foreach (Envelope envelope in released)
            Accept(envelope);
    }

    private void ReleaseOvertaken(ActorCell target)
    {
        for (int i = 0; i < _heldBack.Count; i++)
        {
            if (_heldBack[i].Target != target)
                continue;

            Accept(_heldBack[i]);
            _heldBack.RemoveAt(i--);
        }
    }

    private FaultRule? Choose(FaultRule[] rules, ActorCell target, object message, IActorRef? sender)
    {
        TimeSpan now = _system.Now;
        foreach (FaultRule rule in rules)
        {
            if (now < rule.From || now >= rule.Until || rule.Applies?.Invoke(sender, target, message) == false)
                continue;

            if (_random.Chance(rule.Probability))
            {
                _counts[(int)rule.Kind]++;
                return rule;
            }
        }

        return null;
    }

    private static void Accept(in Envelope envelope) =>
        ((VirtualLane)envelope.Target.Lane).Accept(envelope.Target, envelope.Message, envelope.Sender);

    private sealed class DelayedMessage(VirtualLane lane, ActorCell target, object message, IActorRef? sender) : ITimerOwner
    {
        public void OnDue() => lane.Accept(target, message, sender);
    }
}
