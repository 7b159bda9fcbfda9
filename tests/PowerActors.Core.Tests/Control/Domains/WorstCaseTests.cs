using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Tests.Control.Support;

namespace PowerActors.Core.Tests.Control.Domains;

public sealed class WorstCaseTests
{
    private static readonly ServerModel[] Models = [ServerCatalog.DgxA100, ServerCatalog.DgxH100, ServerCatalog.DgxB200];

    [Fact]
    public void Under_TighterCeilings_IsNeverMore() => Properties.Hold(200, static random =>
    {
        WorstCase worst = Random(random);
        Ceilings a = RandomLadders.Ceilings(random), b = RandomLadders.Ceilings(random);
        (worst.Under(Ceilings.Tightest(a, b)) <= worst.Under(a)).ShouldBeTrue();
        (worst.Under(a) <= worst.Under(Ceilings.Loosest(a, b))).ShouldBeTrue();
        (worst.Under(a) <= worst.Under(Ceilings.Free)).ShouldBeTrue();
    });

    [Fact]
    public void ReleasedShare_AnyExchange_IsAShareThatGrowsWithTheRelease() => Properties.Hold(200, static random =>
    {
        WorstCase worst = Random(random);
        Ceilings from = RandomLadders.Ceilings(random), to = Ceilings.Loosest(from, RandomLadders.Ceilings(random));
        foreach (Priority priority in Enum.GetValues<Priority>())
        {
            double share = worst.ReleasedShare(priority, from, to);
            share.ShouldBeInRange(0, 1);
            worst.ReleasedShare(priority, from, from).ShouldBe(0);
            worst.ReleasedShare(priority, from, Ceilings.Free).ShouldBeGreaterThanOrEqualTo(share - 1e-12);
        }
    });

    [Fact]
    public void ReleasedShare_BrakeToFreeOnEveryModel_IsAllOfIt()
    {
        foreach (ServerModel model in Models)
        {
            WorstCase worst = WorstCase.Of([new ServerGroup(model, Priority.Low, 1)]);
            worst.ReleasedShare(Priority.Low, Ceilings.Free with { Brake = true }, Ceilings.Free).ShouldBe(1, 1e-12);
            worst.ReleasedShare(Priority.High, Ceilings.Free with { Brake = true }, Ceilings.Free).ShouldBe(0);
        }
    }

    [Fact]
    public void Nameplate_Groups_AddUp()
    {
        WorstCase.Of([new ServerGroup(ServerCatalog.DgxA100, Priority.Low, 2), new ServerGroup(ServerCatalog.DgxH100, Priority.High, 1)]).Nameplate.Kilowatts.ShouldBe(23.2, 1e-9);
        WorstCase.Of(GpuCatalog.A100Sxm80, Priority.Low).Nameplate.Value.ShouldBe(400);
        WorstCase.Of(GpuCatalog.A100Sxm80, Priority.Low).Under(Ceilings.Free).Value.ShouldBe(440, 1e-9);
    }

    [Fact]
    public void Under_CeilingOnOnePriority_HoldsNothingElseBack()
    {
        ServerModel model = ServerCatalog.DgxA100;
        WorstCase worst = WorstCase.Of([new ServerGroup(model, Priority.Low, 2), new ServerGroup(model, Priority.High, 3)]);
        Ceilings ceilings = new(ClockCeiling.At(1110), ClockCeiling.Free, Brake: false);
        worst.Under(ceilings).Value.ShouldBe(((model.WorstDraw(ClockCeiling.At(1110).Absolute) * 2) + (model.WorstDraw(model.Gpu.MaxClock) * 3)).Value, 1e-9);
        WorstCase.Of(model.Gpu, Priority.High).Under(ceilings).ShouldBe(WorstCase.Of(model.Gpu, Priority.High).Under(Ceilings.Free));
    }

    [Fact]
    public void Under_Brake_IsTheBrakeClockForBothPriorities()
    {
        GpuModel gpu = GpuCatalog.A100Sxm80;
        foreach (Priority priority in Enum.GetValues<Priority>())
            WorstCase.Of(gpu, priority).Under(Ceilings.Free with { Brake = true }).ShouldBe(gpu.WorstDraw(gpu.BrakeClock));
    }

    private static WorstCase Random(Random random) => random.Chance(.3)
        ? WorstCase.Of(random.Pick(Models).Gpu, random.Pick(Enum.GetValues<Priority>()))
        : WorstCase.Of([new ServerGroup(random.Pick(Models), Priority.Low, random.Next(0, 5)), new ServerGroup(random.Pick(Models), Priority.High, random.Next(1, 5))]);
}
