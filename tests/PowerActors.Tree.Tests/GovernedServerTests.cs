using PowerActors.Actors;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using ControlDirective = PowerActors.Core.Control.Directives.Directive;

namespace PowerActors.Tree.Tests;

/// <summary>A server as an agent runs it, with ceilings of its own choice beside the directives: law P2 whatever comes in whatever order.</summary>
public class GovernedServerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Govern_AnyOrderOfWishesAndDirectives_NeverAboveTheCapAndNothingInShadow(bool hasPath)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            using Bench bench = new(hasPath);
            double cap = double.PositiveInfinity;
            bool isShadow = false, heard = false;
            for (int i = 0; i < 60; i++)
            {
                if (random.Next(3) == 0)
                {
                    cap = random.Next(4) == 0 ? double.PositiveInfinity : 300 + (15 * random.Next(74));
                    isShadow = random.Next(6) == 0;
                    heard = true;
                    bench.Direct(cap, isShadow);
                }
                else
                {
                    bench.Wish(Clock(), Clock());
                }

                bench.Pass(.1);
                for (int gpu = 0; gpu < 2; gpu++)
                {
                    double expected = !heard || isShadow ? double.PositiveInfinity : Math.Min(cap, bench.Wishes[gpu]);
                    bench.Gpus[gpu].Effective.Value.ShouldBe(expected, $"seed {seed}, step {i}, GPU {gpu}: cap {cap}, wish {bench.Wishes[gpu]}, shadow {isShadow}");
                }
            }

            bench.Laws.Violations.ShouldBeEmpty();
            bench.Gpus.ShouldAllBe(static gpu => gpu.MostAbove <= 0);

            double Clock() => random.Next(4) == 0 ? double.PositiveInfinity : 300 + (15 * random.Next(74));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stop_WhileGoverned_LetsGoOfTheGovernorsCeilingAndKeepsTheCap(bool hasPath)
    {
        using Bench bench = new(hasPath);
        bench.Direct(1200, isShadow: false);
        bench.Wish(900, 900);
        bench.Pass(.1);
        bench.Gpus[0].Effective.ShouldBe(new Megahertz(900));
        bench.Stop();
        bench.Gpus[0].Effective.ShouldBe(new Megahertz(1200));
    }

    [Fact]
    public void Govern_NobodyAboveForALease_TheFailSafeHoldsBesideTheWish()
    {
        using Bench bench = new(hasPath: true);
        bench.Direct(double.PositiveInfinity, isShadow: false);
        bench.Wish(1200, 600);
        bench.Pass(130); // the lease of the server, and what it may have renewed for its GPUs until then
        bench.Gpus[0].Effective.ShouldBe(new Megahertz(810));
        bench.Gpus[1].Effective.ShouldBe(new Megahertz(600));
    }

    /// <summary>A price beside it: what the work gives up holds while a directive asks for it, and neither in shadow mode nor once none does.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Yield_AnyOrderOfWishesPricesAndDirectives_NeverAboveTheCapAndOnlyWhileItIsAsked(bool hasPath)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            using Bench bench = new(hasPath, new Gives());
            double cap = double.PositiveInfinity, price = 0;
            bool isShadow = false, heard = false;
            for (int i = 0; i < 40; i++)
            {
                if (random.Next(2) == 0)
                {
                    (cap, price) = (random.Next(4) == 0 ? double.PositiveInfinity : 300 + (15 * random.Next(74)), random.Next(2) * .1 * random.Next(1, 9));
                    isShadow = random.Next(6) == 0;
                    heard = true;
                    bench.Direct(cap, isShadow, price);
                }
                else
                {
                    double wish = random.Next(4) == 0 ? double.PositiveInfinity : 300 + (15 * random.Next(74));
                    bench.Wish(wish, wish);
                }

                bench.Pass(2.5); // a reading
                double asked = price > 0 ? Gives.At(price).Value : double.PositiveInfinity;
                double expected = !heard || isShadow ? double.PositiveInfinity : Math.Min(Math.Min(cap, asked), bench.Wishes[0]);
                bench.Gpus.ShouldAllBe(gpu => gpu.Effective.Value == expected, $"seed {seed}, step {i}: cap {cap}, price {price}, wish {bench.Wishes[0]}, shadow {isShadow}");
            }

            bench.Laws.Violations.ShouldBeEmpty();
            bench.Gpus.ShouldAllBe(static gpu => gpu.MostAbove <= 0);
        }
    }

    [Fact]
    public void Yield_NobodyAboveForALease_HoldsBesideTheFailSafe()
    {
        using Bench bench = new(hasPath: true, new Gives());
        bench.Direct(double.PositiveInfinity, isShadow: false, price: .6);
        bench.Pass(3);
        bench.Gpus[0].Effective.ShouldBe(Gives.At(.6));
        bench.Pass(130);
        bench.Gpus[0].Effective.ShouldBe(Megahertz.Min(new Megahertz(810), Gives.At(.6))); // silence loosens nothing (law P3)
    }

    /// <summary>The higher the price the lower the clock.</summary>
    private sealed class Gives : IWorkProfile
    {
        public static Megahertz At(double price) => new(1410 - (15 * Math.Round(price * 60)));

        public void See(ReadOnlySpan<GpuReading> readings, TimeSpan now)
        {
            // It is the same all the time.
        }

        public Megahertz ClockFor(double price) => At(price);
    }

    private sealed class Bench : IDisposable
    {
        private readonly DeterministicSystem _system = ActorSystem.CreateDeterministic(new DeterministicOptions());
        private readonly IActorRef _server;
        private long _sequence;

        public Bench(bool hasPath, IWorkProfile? work = null)
        {
            Gpus = [new GovernedGpu(hasPath), new GovernedGpu(hasPath)];
            ServerModel model = TreeFixture.Model with { GpuCount = 2 };
            TopologyServer server = new() { Name = "server", Model = model, Priority = Priority.Low };
            TreeSettings settings = new()
            {
                Plan = new TopologyPlan
                {
                    Root = new TopologyDomain { Kind = DomainKind.Rack, Name = "rack", HasMeter = false, Servers = [server] },
                    FailSafe = new Ceilings(ClockCeiling.At(810), ClockCeiling.At(810), Brake: false),
                    Timing = new() { ClockLatency = TreeFixture.Second, BrakeLatency = TreeFixture.Second },
                },
                Hardware = _ => new Hardware(Gpus),
                Laws = Laws,
                Work = _ => work,
            };
            TreeNode node = new(0, "rack/server", Domain: null, server) { ServerIndex = 0 };
            _server = _system.ActorOf(PowerTree.ServerProps(settings, node, 0), "server");
            Pass(.1);
        }

        public GovernedGpu[] Gpus { get; }

        public double[] Wishes { get; private set; } = [double.PositiveInfinity, double.PositiveInfinity];

        public LawLedger Laws { get; } = new();

        public void Direct(double clock, bool isShadow, double price = 0)
        {
            ClockCeiling ceiling = double.IsPositiveInfinity(clock) ? ClockCeiling.Free : ClockCeiling.At(clock);
            foreach (GovernedGpu gpu in Gpus)
                gpu.Bound = isShadow ? double.PositiveInfinity : Math.Max(clock, gpu.Bound); // until it is heard, the looser of the two may hold
            _server.Tell(
                new TreeMessages.DirectiveIssued(new ControlDirective(new DirectiveStamp(1, ++_sequence), new Ceilings(ceiling, ceiling, Brake: false) { Price = new PerPriority<double>(price, price) }, TimeSpan.FromSeconds(60)) { Shadow = isShadow }),
                sender: null);
            Pass(.01);
            foreach (GovernedGpu gpu in Gpus)
                gpu.Bound = isShadow ? double.PositiveInfinity : clock;
        }

        public void Wish(params double[] clocks)
        {
            Wishes = clocks;
            _server.Tell(new TreeMessages.GpusGoverned([.. clocks.Select(static clock => new Megahertz(clock))]), sender: null);
        }

        public void Pass(double seconds)
        {
            TimeSpan end = _system.Now + TimeSpan.FromSeconds(seconds);
            while (_system.NextDue is { } due && due <= end)
                _system.AdvanceTo(due);
            _system.AdvanceTo(end);
        }

        public void Stop()
        {
            _system.Stop(_server);
            Pass(.01);
        }

        public void Dispose() => _system.Dispose();
    }

    private sealed class Hardware(IReadOnlyList<IGpuDevice> gpus) : IServerHardware
    {
        public IReadOnlyList<IGpuDevice> Gpus => gpus;

        public IPowerMeter? Meter => null;
    }

    private sealed class GovernedGpu(bool hasPath) : IGpuDevice
    {
        private Megahertz _cap = Megahertz.Unlimited;
        private Megahertz _governed = Megahertz.Unlimited;

        public GpuModel Model => GpuCatalog.A100Sxm80;

        public Megahertz Effective => Megahertz.Min(_cap, _governed);

        /// <summary>What directives allow.</summary>
        public double Bound { get; set; } = double.PositiveInfinity;

        /// <summary>By how much the ceiling ever was above that.</summary>
        public double MostAbove { get; private set; }

        public GpuReading Read(TimeSpan now) => new(new Watts(100), Megahertz.Min(Effective, Model.MaxClock), DeviceHealth.Good);

        public bool TryApply(GpuCap cap, TimeSpan now)
        {
            _cap = cap.Ceiling;
            Note();
            return true;
        }

        public bool TryGovern(Megahertz ceiling, TimeSpan now)
        {
            if (!hasPath)
                return false;
            _governed = ceiling;
            Note();
            return true;
        }

        private void Note()
        {
            if (Effective.Value > Bound)
                MostAbove = Math.Max(MostAbove, Effective.Value - Bound);
        }
    }
}
