using System.Net.Sockets;
using System.Text;
using PowerActors.Core.Energy.Phases;

namespace PowerActors.Agent.Hints;

/// <summary>One process that gives hints, from its first line to its end. What it sends is bounded: a line too long, or one that is none, ends it with a reason.</summary>
internal sealed class HintConnection(Socket socket, HintDesk desk, HintOptions options, int gpus, TimeProvider time)
{
    private static readonly TimeSpan HelloWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    private readonly byte[] _bytes = new byte[4096];
    private readonly char[] _line = new char[HintLine.Longest];
    private HintAllowance _allowance = new(options.HintsPerSecond);
    private int[]? _wanted;
    private int _source;
    private int _length;
    private bool _isFlooded;

    /// <summary>Listens until the process ends or is refused.</summary>
    /// <returns>Why it was refused; null when it just ended.</returns>
    public async Task<string?> RunAsync(CancellationToken stopping)
    {
        using CancellationTokenSource hello = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        hello.CancelAfter(HelloWithin);
        try
        {
            while (true)
            {
                int read = await socket.ReceiveAsync(_bytes.AsMemory(_length), SocketFlags.None, _wanted is null ? hello.Token : stopping).ConfigureAwait(false);
                if (read == 0)
                    return null;
                (string? answer, string? problem) = Take(_length + read);
                if (problem is not null)
                    answer += $"error {problem}\n";
                if (answer is { Length: > 0 } && !await AnswerAsync(answer, stopping).ConfigureAwait(false))
                    return "it does not read its answers";
                if (problem is not null)
                    return problem;
            }
        }
        catch (OperationCanceledException)
        {
            return stopping.IsCancellationRequested ? null : $"no first line within {HelloWithin.TotalSeconds} s";
        }
        catch (SocketException)
        {
            return null;
        }
        finally
        {
            if (_wanted is not null)
                desk.Leave(_source, _wanted);
        }
    }

    /// <summary>Answers are few and short, so they fit into the socket's buffer; whoever lets it fill up is not waited for, since its later hints would wait too.</summary>
    private async Task<bool> AnswerAsync(string answer, CancellationToken stopping)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(AnswerWithin);
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(answer), SocketFlags.None, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Takes the lines that are whole, and keeps what is left for the next time.</summary>
    private (string? Answer, string? Problem) Take(int filled)
    {
        string? answer = null;
        int from = 0;
        while (true)
        {
            int end = _bytes.AsSpan(from, filled - from).IndexOf((byte)'\n');
            if (end < 0)
                break;
            if (end >= HintLine.Longest)
                return (answer, $"a line of more than {HintLine.Longest} bytes");
            ReadOnlySpan<byte> line = _bytes.AsSpan(from, end).TrimEnd((byte)'\r');
            from += end + 1;
            if (!Encoding.ASCII.TryGetChars(line, _line, out int length))
                return (answer, "a line that is not ASCII");
            string? problem = Obey(_line.AsSpan(0, length), ref answer);
            if (problem is not null)
                return (answer, problem);
        }

        _length = filled - from;
        if (_length >= HintLine.Longest)
            return (answer, $"a line of more than {HintLine.Longest} bytes");
        _bytes.AsSpan(from, _length).CopyTo(_bytes);
        return (answer, null);
    }

    private string? Obey(ReadOnlySpan<char> line, ref string? answer)
    {
        HintVerb verb = HintLine.Read(line, out ReadOnlySpan<char> rest);
        if (_wanted is null)
        {
            if (verb != HintVerb.Hello)
                return $"the first line must be hints {HintLine.Version}";
            if (HintLine.ReadHello(rest, gpus, out int[] wanted) is { } problem)
                return problem;
            _wanted = wanted;
            _source = desk.Join(wanted);
            answer += $"ok {HintLine.Version} {string.Join(' ', options.Plan.Phases.Take(16).Select(static phase => phase.Name))}\n";
            return null;
        }

        if (verb is HintVerb.Wrong or HintVerb.Hello)
            return "a line that is neither phase NAME nor end nor ping";
        if (!_allowance.Take(time.GetElapsedTime(0)))
        {
            // Which phase it is in is not known any more; it must not run slower than planned for that.
            if (!_isFlooded)
                desk.Enter(_source, PhaseLaw.Unplanned);
            _isFlooded = true;
            return null;
        }

        _isFlooded = false;
        if (verb == HintVerb.Ping)
        {
            if (answer is null)
                answer = "pong\n"; // one for all that came together
            return null;
        }

        desk.Enter(_source, verb == HintVerb.End ? PhaseLaw.None : options.Plan.IndexOf(rest));
        return null;
    }
}
