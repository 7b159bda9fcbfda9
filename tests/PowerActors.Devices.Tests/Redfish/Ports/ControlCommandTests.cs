using System.Text;
using PowerActors.Devices.Redfish.Discovery;
using PowerActors.Devices.Redfish.Ports;

namespace PowerActors.Devices.Tests.Redfish.Ports;

public sealed class ControlCommandTests
{
    private static readonly RedfishControlInfo Clock = new()
    {
        Resource = "/c", Kind = RedfishControlKind.Clock, Shape = RedfishControlShape.Range, Name = "clock", Min = 120, Max = 2070, RequestedMin = 120, Requested = 2070,
    };

    private static readonly RedfishControlInfo Power = new() { Resource = "/p", Kind = RedfishControlKind.Power, Shape = RedfishControlShape.SetPoint, Name = "power", Min = 100, Max = 400 };

    [Fact]
    public void Set_Range_LowersItsUpperEnd() => Body(Clock, 1275.9).ShouldBe("""PATCH /c {"SettingMax":1275}""");

    [Fact]
    public void Set_RangeLockedAbove_LowersItsLowerEndToo() => Body(Clock with { RequestedMin = 1980 }, 1275).ShouldBe("""PATCH /c {"SettingMin":120,"SettingMax":1275}""");

    [Fact]
    public void Set_SetPoint_RoundsDown() => Body(Power, 299.99).ShouldBe("""PATCH /p {"SetPoint":299}""");

    [Fact]
    public void Set_PowerLimitThatIsOff_SwitchesItOn() => Body(Power with { Mode = "Disabled" }, 300).ShouldBe("""PATCH /p {"SetPoint":300,"ControlMode":"Automatic"}""");

    [Fact]
    public void Set_OtherUnits_CountsInThem() => Body(Power with { Scale = 1000 }, 3500).ShouldBe("""PATCH /p {"SetPoint":3}""");

    [Fact]
    public void Set_EnvironmentLimit_IsNested() => Body(Power with { Shape = RedfishControlShape.EnvironmentLimit }, 300).ShouldBe("""PATCH /p {"PowerLimitWatts":{"SetPoint":300}}""");

    [Fact]
    public void Set_LegacyLimit_LeavesTheOtherEntries() =>
        Body(Power with { Shape = RedfishControlShape.LegacyLimit, Zone = 1 }, 300).ShouldBe("""PATCH /p {"PowerControl":[{},{"PowerLimit":{"LimitInWatts":300}}]}""");

    [Fact]
    public void Set_LegacyLimitFree_IsNull() => Body(Power with { Shape = RedfishControlShape.LegacyLimit }, null).ShouldBe("""PATCH /p {"PowerControl":[{"PowerLimit":{"LimitInWatts":null}}]}""");

    [Fact]
    public void Set_HpeZone_IsAnAction() => Body(Power with { Shape = RedfishControlShape.HpeZoneLimit, SetTarget = "/a", Zone = 2 }, 300)
        .ShouldBe("""POST /a {"PowerLimits":[{"ZoneNumber":2,"PowerLimitInWatts":300}]}""");

    [Fact]
    public void Set_SpeedRange_IsNested() => Body(Clock with { Shape = RedfishControlShape.SpeedRange }, 1275).ShouldBe("""PATCH /c {"OperatingSpeedRangeMHz":{"SettingMax":1275}}""");

    [Fact]
    public void Set_FreeWithReset_Resets() => Body(Clock with { ResetTarget = "/reset" }, null).ShouldBe("POST /reset {}");

    [Fact]
    public void Set_FreeWithoutReset_AsksForTheMost() => Body(Clock, null).ShouldBe("""PATCH /c {"SettingMax":2070}""");

    [Fact]
    public void Set_ReadOnly_IsAMistakeOfTheCaller() => Should.Throw<ArgumentException>(() => ControlCommand.Set(Power with { Shape = RedfishControlShape.ReadOnly }, 300));

    private static string Body(RedfishControlInfo control, double? value)
    {
        var command = ControlCommand.Set(control, value);
        return $"{(command.IsAction ? "POST" : "PATCH")} {command.Target} {Encoding.UTF8.GetString(command.Body)}";
    }
}
