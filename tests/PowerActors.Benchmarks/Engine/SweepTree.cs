using PowerActors.Actors;

namespace PowerActors.Benchmarks.Engine;

/// <summary>Root, racks and leaves: each leaf passes its reading to its rack, a rack its sum to the root.</summary>
internal sealed class SweepTree : IDisposable
{
    private readonly ActorSystem _system;
    private readonly IActorRef _root;
    private readonly ManualResetEventSlim _swept = new();
    private double _total;

    public SweepTree(ActorSystem system, int racks, int leavesPerRack)
    {
        _system = system;
        Racks = racks;
        LeavesPerRack = leavesPerRack;
        Leaves = new IActorRef[racks * leavesPerRack];
        _root = system.ActorOf(Props.Create(() => new Root(this)), "root");
        Wait();
    }

    public int Racks { get; }

    public int LeavesPerRack { get; }

    /// <summary>All leaves, rack by rack.</summary>
    public IActorRef[] Leaves { get; }

    /// <summary>This thread tells every leaf its reading, rack by rack, and waits until the root has the sum of all racks.</summary>
    public void SweepFromOutside()
    {
        for (int i = 0; i < Leaves.Length; i++)
            Leaves[i].Tell(new Reading(1), sender: null);

        Wait();
    }

    /// <summary>The root tells the racks, and each rack its leaves.</summary>
    public void SweepFromInside()
    {
        _root.Tell(Start.Instance, sender: null);
        Wait();
    }

    public void Dispose()
    {
        _system.Dispose();
        _swept.Dispose();
    }

    private void Wait()
    {
        if (_system is DeterministicSystem virtualTime)
            virtualTime.RunUntilIdle();

        if (!_swept.Wait(TimeSpan.FromMinutes(1)))
            throw new TimeoutException("The sweep did not end.");

        _swept.Reset();
        if (_total != Leaves.Length)
            throw new InvalidOperationException($"The sum is {_total}, not {Leaves.Length}: messages were lost or doubled.");
    }

    private sealed record Reading(double Watts);

    private sealed record RackSum(double Watts);

    private sealed class Start
    {
        public static readonly Start Instance = new();
    }

    private sealed class Root(SweepTree tree) : Actor
    {
        private readonly IActorRef[] _racks = new IActorRef[tree.Racks];
        private int _missing = tree.Racks;
        private double _sum;

        protected override void PreStart()
        {
            for (int i = 0; i < _racks.Length; i++)
            {
                int rack = i;
                _racks[i] = Context.ActorOf(Props.Create(() => new Rack(tree, rack)).OnNewLane());
            }
        }

        protected override void Receive(object message)
        {
            switch (message)
            {
                case RackSum sum:
                    _sum += sum.Watts;
                    if (--_missing == 0)
                    {
                        tree._total = _sum;
                        _sum = 0;
                        _missing = _racks.Length;
                        tree._swept.Set();
                    }

                    break;
                case Start:
                    foreach (IActorRef rack in _racks)
                        rack.Tell(message, Self);

                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }

    private sealed class Rack(SweepTree tree, int number) : Actor
    {
        private readonly IActorRef[] _leaves = new IActorRef[tree.LeavesPerRack];
        private int _missing = tree.LeavesPerRack;
        private double _sum;

        protected override void PreStart()
        {
            Props props = Props.Create<Leaf>();
            for (int i = 0; i < _leaves.Length; i++)
                _leaves[i] = Context.ActorOf(props);

            _leaves.CopyTo(tree.Leaves, number * _leaves.Length);
            Context.Parent.Tell(new RackSum(_leaves.Length), Self);
        }

        protected override void Receive(object message)
        {
            switch (message)
            {
                case Reading reading:
                    _sum += reading.Watts;
                    if (--_missing == 0)
                    {
                        Context.Parent.Tell(new RackSum(_sum), Self);
                        _sum = 0;
                        _missing = _leaves.Length;
                    }

                    break;
                case Start:
                    foreach (IActorRef leaf in _leaves)
                        leaf.Tell(new Reading(1), Self);

                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }

    private sealed class Leaf : Actor
    {
        private double _watts;

        protected override void Receive(object message)
        {
            _watts = ((Reading)message).Watts;
            Context.Parent.Tell(new Reading(_watts), Self);
        }
    }
}
