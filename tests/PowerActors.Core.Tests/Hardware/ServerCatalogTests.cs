using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Hardware;

public sealed class ServerCatalogTests
{
    public static TheoryData<string> Names => [.. ServerCatalog.BuiltIn.Names];

    [Fact]
    public void DgxA100_Idle_IsAbout1500Watts()
    {
        ServerModel server = ServerCatalog.DgxA100;
        ((server.Gpu.Idle * server.GpuCount) + server.NonGpuIdle).Value.ShouldBe(1500, 10);
        server.Nameplate.ShouldBe(new Watts(6500));
        server.NonGpuMax.ShouldBe(new Watts(3300));
    }

    [Theory]
    [InlineData("DGX-H100", 10.2, 4.6)]
    [InlineData("dgx h200", 10.2, 4.6)]
    [InlineData("DGX-B200", 14.3, 6.3)]
    public void Others_AreAsPublished(string name, double nameplateKilowatts, double nonGpuMaxKilowatts)
    {
        ServerCatalog.BuiltIn.TryGet(name, out ServerModel? server).ShouldBeTrue();
        server!.GpuCount.ShouldBe(8);
        server.Nameplate.Kilowatts.ShouldBe(nameplateKilowatts, 1e-9);
        server.NonGpuMax.Kilowatts.ShouldBe(nonGpuMaxKilowatts, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PartThatIsNotGpu_IsIdleBelowBusyBelowMaximum(string name)
    {
        ServerCatalog.BuiltIn.TryGet(name, out ServerModel? server).ShouldBeTrue();
        server!.NonGpuIdle.ShouldBeGreaterThan(Watts.Zero);
        server.NonGpuBusy.ShouldBeGreaterThan(server.NonGpuIdle);
        server.NonGpuMax.ShouldBeGreaterThan(server.NonGpuBusy);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WorstDraw_OverTheClocks_RisesFromSixTenthsOfNameplateOrLessToAboveIt(string name)
    {
        ServerCatalog.BuiltIn.TryGet(name, out ServerModel? server).ShouldBeTrue();
        double before = 0;
        for (double clock = server!.Gpu.MinClock.Value; clock <= server.Gpu.MaxClock.Value; clock += 5)
        {
            double worst = server.WorstDraw(new Megahertz(clock)).Value;
            worst.ShouldBeGreaterThanOrEqualTo(before);
            before = worst;
        }

        before.ShouldBeGreaterThan(server.Nameplate.Value);
        server.WorstDraw(server.Gpu.BrakeClock).Value.ShouldBeLessThan(0.6 * server.Nameplate.Value);
    }
}
