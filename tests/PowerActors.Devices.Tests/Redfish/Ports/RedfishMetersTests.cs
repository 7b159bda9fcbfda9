using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Ports;
using PowerActors.Devices.Redfish.Settings;

namespace PowerActors.Devices.Tests.Redfish.Ports;

public sealed class RedfishMetersTests
{
    private const string Metrics = "/redfish/v1/Chassis/Server/EnvironmentMetrics";

    [Fact]
    public async Task For_DomainWithTwoFeedsOnTwoHosts_AddsThemUp()
    {
        await using MockRedfish a = await MockRedfish.StartAsync(MockTrees.Hgx());
        await using MockRedfish b = await MockRedfish.StartAsync(MockTrees.Hgx());
        a.AsksWho = b.AsksWho = true;
        RedfishSettings settings = new() { Hosts = [Host(a), Host(b)] };
        await using (RedfishMeters meters = RedfishMeters.Start(settings, static _ => { }))
        {
            meters.Domains.ShouldBe(["lab/rack-1"]);
            meters.For("lab/rack-2").ShouldBeNull();
            IPowerMeter meter = meters.For("lab/rack-1")!;
            Watts power;
            while (!meter.TryRead(TimeSpan.Zero, out power))
                await Task.Yield();
            power.ShouldBe(new Watts(6000));
        }

        a.Sessions.Concat(b.Sessions).ShouldBeEmpty();
        a.Seen.Concat(b.Seen).ShouldAllBe(static seen => seen.Method == "GET" || seen.Path.Contains("Sessions", StringComparison.Ordinal));
    }

    private static RedfishHostSettings Host(MockRedfish mock) => new(
        new RedfishEndpoint { Url = mock.Url, Credentials = mock.Credentials }, [new KeyValuePair<string, string>(Metrics, "lab/rack-1")], []);
}
