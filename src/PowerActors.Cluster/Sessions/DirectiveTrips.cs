using System.Diagnostics.Metrics;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;

namespace PowerActors.Cluster.Sessions;

/// <summary>
/// The directives of one connection that are on their way: how long those that say something new take until a report acknowledges them, and since when the lease runs that the agent is known to have. Thread-safe: they are
/// sent by an actor and acknowledged on the connection's loop.
/// </summary>
/// <param name="held">What the agent held when it came; null where it held nothing.</param>
internal sealed class DirectiveTrips(Directive? held)
{
    /// <summary>An agent that acknowledges nothing costs no more than these; the oldest are forgotten.</summary>
    private const int MostOnTheWay = 64;

    private readonly Lock _gate = new();
    private readonly Queue<(DirectiveStamp Stamp, TimeSpan SentAt, bool IsNew)> _onTheWay = [];
    private (Ceilings Ceilings, ClockCeiling? Pin, bool Shadow)? _said = held is { } known ? Saying(known) : null;

    /// <summary>Notes a directive; call before it is sent, so that no answer can be faster.</summary>
    /// <param name="directive">What is sent.</param>
    /// <param name="now">When, by the hub's clock.</param>
    public void Sent(in Directive directive, TimeSpan now)
    {
        lock (_gate)
        {
            (Ceilings, ClockCeiling?, bool) says = Saying(directive);
            if (_onTheWay.Count == MostOnTheWay)
                _onTheWay.Dequeue();
            _onTheWay.Enqueue((directive.Stamp, now, says != _said));
            _said = says;
        }
    }

    /// <summary>Notes what a report acknowledges; one directive stands for all before it, since a newer one may have replaced them on the way.</summary>
    /// <param name="stamp">The newest directive in force at the server.</param>
    /// <param name="now">When the report came, by the hub's clock.</param>
    /// <param name="latency">Hears, in seconds, how long each took that said something new.</param>
    /// <returns>When the acknowledged one was sent, where it was not known before that the agent has it; else null.</returns>
    public TimeSpan? Acknowledged(DirectiveStamp stamp, TimeSpan now, Histogram<double> latency)
    {
        TimeSpan? sent = null;
        lock (_gate)
        {
            while (_onTheWay.TryPeek(out (DirectiveStamp Stamp, TimeSpan SentAt, bool IsNew) oldest) && oldest.Stamp.CompareTo(stamp) <= 0)
            {
                _onTheWay.Dequeue();
                sent = oldest.SentAt;
                if (oldest.IsNew)
                    latency.Record((now - oldest.SentAt).TotalSeconds);
            }
        }

        return sent;
    }

    private static (Ceilings Ceilings, ClockCeiling? Pin, bool Shadow) Saying(in Directive directive) => (directive.Ceilings, directive.Pin, directive.Shadow);
}
