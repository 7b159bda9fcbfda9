using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PowerActors.Agent.Tests.Governor.Support;

/// <summary>
/// A model server in virtual time behind a real web server: requests arrive at random, prompts are computed first, all that run get a token per iteration. How long both take depends on the clock that a test
/// tells it, by the figures that a test gives. Its page has the names and buckets of vLLM 0.11, or of 0.6.
/// </summary>
internal sealed class PretendedVllm : IAsyncDisposable
{
    private static readonly double[] TtftBounds = [.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560];
    private static readonly double[] TbtBounds = [.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80];

    private readonly WebApplication _application;
    private readonly Random _random;
    private readonly Queue<(double Arrived, int Tokens)> _waiting = [];
    private readonly List<(double First, double Last, int Tokens, int Left)> _running = [];
    private readonly Histogram _ttft = new(TtftBounds), _tokens = new(TbtBounds), _requests = new(TbtBounds);
    private double _now;
    private double _nextArrival;

    private PretendedVllm(WebApplication application, int seed)
    {
        _application = application;
        _random = new Random(seed);
    }

    /// <summary>Requests per second.</summary>
    public double Rate { get; set; } = 1;

    /// <summary>Seconds of a prompt, and of an iteration of so many requests, at the highest clock.</summary>
    public double PromptSeconds { get; set; } = .12;

    public Func<int, double> IterationSeconds { get; set; } = static running => .030 + (.0004 * running);

    /// <summary>Time multiples at the clock in force.</summary>
    public Func<(double Prompt, double Token)> Slowdowns { get; set; } = static () => (1, 1);

    public bool IsOldVersion { get; set; }

    /// <summary>Instead of the page; null for the page.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    public Uri Address { get; private set; } = null!;

    public List<(double Ttft, double Tbt)> Served { get; } = [];

    public static async Task<PretendedVllm> StartAsync(int seed = 1)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        PretendedVllm vllm = new(application, seed);
        application.MapGet("/metrics", (HttpContext context) => vllm.Answer is { } answer ? answer(context) : context.Response.WriteAsync(vllm.Page()));
        await application.StartAsync();
        vllm.Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/metrics");
        return vllm;
    }

    /// <summary>Serves until a moment.</summary>
    public void AdvanceTo(double end)
    {
        while (_now < end)
        {
            Arrive();
            (double prompt, double token) = Slowdowns();
            if (_waiting.Count == 0 && _running.Count == 0)
            {
                _now = Math.Min(end, _nextArrival);
                continue;
            }

            if (_waiting.TryDequeue(out (double Arrived, int Tokens) next))
            {
                _now += PromptSeconds * prompt;
                _ttft.Add(_now - next.Arrived);
                _running.Add((_now, _now, next.Tokens, next.Tokens - 1));
                Served.Add((_now - next.Arrived, double.NaN));
                continue;
            }

            double iteration = IterationSeconds(_running.Count) * token;
            _now += iteration;
            for (int i = _running.Count - 1; i >= 0; i--)
            {
                (double first, double last, int tokens, int left) = _running[i];
                _tokens.Add(_now - last); // a prompt in between makes all others wait
                _running[i] = (first, _now, tokens, left - 1);
                if (left > 1)
                    continue;
                double tbt = (_now - first) / (tokens - 1);
                _requests.Add(tbt);
                Served.Add((double.NaN, tbt));
                _running.RemoveAt(i);
            }
        }
    }

    /// <summary>Begins to count at zero.</summary>
    public void Restart()
    {
        _ttft.Clear();
        _tokens.Clear();
        _requests.Clear();
        _running.Clear();
        _waiting.Clear();
    }

    public string Page()
    {
        const string Labels = "engine=\"0\",model_name=\"pretended\"";
        StringBuilder page = new("# TYPE process_open_fds gauge\nprocess_open_fds 42\n");
        page.Append(CultureInfo.InvariantCulture, $"vllm:num_requests_running{{{Labels}}} {_running.Count}.0\nvllm:num_requests_waiting{{{Labels}}} {_waiting.Count}.0\n");
        _ttft.Write(page, "vllm:time_to_first_token_seconds", Labels);
        _tokens.Write(page, "vllm:time_per_output_token_seconds", Labels);
        if (IsOldVersion)
            return page.ToString();
        _tokens.Write(page, "vllm:inter_token_latency_seconds", Labels);
        _requests.Write(page, "vllm:request_time_per_output_token_seconds", Labels);
        return page.ToString();
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private void Arrive()
    {
        while (_nextArrival <= _now)
        {
            if (_nextArrival > 0)
                _waiting.Enqueue((_nextArrival, 100 + _random.Next(200)));
            _nextArrival += Rate > 0 ? -Math.Log(1 - _random.NextDouble()) / Rate : double.PositiveInfinity;
        }
    }

    private sealed class Histogram(double[] bounds)
    {
        private readonly long[] _counts = new long[bounds.Length + 1];
        private double _sum;

        public void Add(double value)
        {
            int bucket = Array.FindIndex(bounds, bound => value <= bound);
            _counts[bucket < 0 ? bounds.Length : bucket]++;
            _sum += value;
        }

        public void Clear()
        {
            Array.Clear(_counts);
            _sum = 0;
        }

        public void Write(StringBuilder page, string name, string labels)
        {
            page.Append(CultureInfo.InvariantCulture, $"# TYPE {name} histogram\n");
            long below = 0;
            for (int i = 0; i < _counts.Length; i++)
                page.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"{(i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf")}\",{labels}}} {below += _counts[i]}.0\n");
            page.Append(CultureInfo.InvariantCulture, $"{name}_count{{{labels}}} {below}.0\n{name}_sum{{{labels}}} {_sum:R}\n");
        }
    }
}
