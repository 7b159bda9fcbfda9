using FsCheck;
using FsCheck.Fluent;
using PowerActors.Actors.Timers;

namespace PowerActors.Actors.Tests.Timers;

public sealed class TimerQueueTests
{
    /// <summary>Any series of adding, moving and removing, against a plain list of what should be due when.</summary>
    [Fact]
    public void AnySeriesOfChanges_FiresWhatIsDue_WhenItIsDue()
    {
        Gen<(int Kind, int Timer, int Time, int Interval)> change =
            from kind in Gen.Choose(0, 4)
            from timer in Gen.Choose(0, 15)
            from time in Gen.Choose(0, 40)
            from interval in Gen.Choose(0, 3)
            select (kind, timer, time, interval);
        Prop.ForAll(change.ListOf(300).ToArbitrary(), Check).QuickCheckThrowOnFailure();

        static void Check(IList<(int Kind, int Timer, int Time, int Interval)> changes)
        {
            var queue = new TimerQueue(new SeededRandom(1));
            var owners = new Owner?[16];
            long now = 0;
            foreach ((int kind, int index, int time, int interval) in changes)
            {
                long due = now + time;
                switch (kind)
                {
                    case 0 or 1 when owners[index] is null:
                        owners[index] = new Owner { Due = due, Interval = interval };
                        owners[index]!.Id = queue.Add(owners[index]!, due, interval);
                        break;
                    case 1 when owners[index] is { } moved:
                        queue.TryMove(moved.Id, moved, due, interval).ShouldBeTrue();
                        (moved.Due, moved.Interval) = (due, interval);
                        break;
                    case 2 when owners[index] is { } removed:
                        queue.Remove(removed.Id, removed);
                        queue.TryMove(removed.Id, removed, due, interval).ShouldBeFalse();
                        owners[index] = null;
                        break;
                    case 3 or 4:
                        now = due;
                        FireAll(queue, owners, now);
                        break;
                }

                queue.Count.ShouldBe(owners.Count(o => o is not null));
                queue.NextDue().ShouldBe(owners.Min(o => o?.Due) ?? long.MaxValue);
            }
        }

        static void FireAll(TimerQueue queue, Owner?[] owners, long now)
        {
            while (owners.Min(o => o?.Due) is { } next && next <= now)
            {
                queue.TryPop(now, skipMissed: false, out ITimerOwner fired, out long due).ShouldBeTrue();
                due.ShouldBe(next);
                int index = Array.IndexOf(owners, (Owner)fired);
                owners[index]!.Due.ShouldBe(due);
                if (owners[index]!.Interval > 0)
                    owners[index]!.Due += owners[index]!.Interval;
                else
                    owners[index] = null;
            }

            queue.TryPop(now, skipMissed: false, out _, out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void TryPop_LateClock_SkipsTheBeatsItMissed()
    {
        var queue = new TimerQueue(order: null);
        queue.Add(new Owner(), 10, 10);

        queue.TryPop(45, skipMissed: true, out _, out long due).ShouldBeTrue();
        due.ShouldBe(10);
        queue.TryPop(45, skipMissed: true, out _, out _).ShouldBeFalse();
        queue.NextDue().ShouldBe(50);
    }

    [Fact]
    public void Remove_ByAFormerOwner_LeavesTheNewOwnersTimerAlone()
    {
        var queue = new TimerQueue(order: null);
        Owner first = new();
        Owner second = new();
        int id = queue.Add(first, 5, 0);
        queue.TryPop(5, skipMissed: false, out _, out _).ShouldBeTrue();
        queue.Add(second, 7, 0).ShouldBe(id);

        queue.Remove(id, first);
        queue.TryMove(id, first, 6, 0).ShouldBeFalse();

        queue.NextDue().ShouldBe(7);
    }

    [Fact]
    public void Churn_OfTimersThatNeverFire_DoesNotPileUp()
    {
        // As Ask does: a timeout far away is set and removed, over and over.
        var queue = new TimerQueue(order: null);
        Owner owner = new();
        for (int i = 0; i < 1000; i++)
            queue.Remove(queue.Add(owner, 1_000_000 + i, 0), owner);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000_000; i++)
            queue.Remove(queue.Add(owner, 1_000_000 + i, 0), owner);

        // The sweep's delegate is all there is: were entries kept, they would take sixteen megabytes.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_000_000);
        queue.NextDue().ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Add_BeyondTheEndOfTime_WaitsUntilThen()
    {
        var queue = new TimerQueue(order: null);
        queue.Add(new Owner(), long.MaxValue, long.MaxValue);
        queue.Add(new Owner(), 3, 0);

        queue.NextDue().ShouldBe(3);
        queue.TryPop(3, skipMissed: false, out _, out _).ShouldBeTrue();
        queue.TryPop(1L << 54, skipMissed: false, out _, out _).ShouldBeFalse();
    }

    private sealed class Owner : ITimerOwner
    {
        public int Id { get; set; }

        public long Due { get; set; }

        public long Interval { get; set; }

        public void OnDue()
        {
            // The test asks the queue itself.
        }
    }
}
