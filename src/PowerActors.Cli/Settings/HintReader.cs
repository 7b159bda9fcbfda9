using PowerActors.Agent.Hints;
using PowerActors.Core.Energy.Phases;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Simulation.Energy.Dvfs;

namespace PowerActors.Cli.Settings;

/// <summary>The section <c>agent.hints</c>.</summary>
internal static class HintReader
{
    private static readonly TimeSpan LongestSwitch = TimeSpan.FromSeconds(1);

    /// <summary>Reads the section, and the plan that it names; null where there is no socket.</summary>
    /// <exception cref="InputException">The plan cannot be used.</exception>
    public static HintOptions? Read(SettingsReader reader)
    {
        PhaseSettings standard = new();
        UnixFileMode? mode = Mode(reader);
        PhaseSettings settings = standard with
        {
            SwitchTime = reader.Time("switch-time", TimeSpan.Zero, LongestSwitch) ?? standard.SwitchTime,
            Settle = reader.Time("settle", TimeSpan.Zero, LongestSwitch) ?? standard.Settle,
            Budget = reader.Int32("changes-per-second", 2, 1000) ?? standard.Budget,
            TimeLoss = reader.Share("time-loss", .0001, 1) ?? standard.TimeLoss,
            Linger = reader.Time("linger", TimeSpan.Zero, TimeSpan.FromMinutes(1)) ?? standard.Linger,
        };
        string? socket = reader.Text("socket"), plan = reader.Text("plan"), group = reader.Text("group");
        int? hints = reader.Int32("hints-per-second", 1, 1_000_000);
        if (socket is null)
            return null;
        if (plan is null)
            reader.Fault("plan", "names no plan; a file that `poweractors plan dvfs --grain phase --out FILE` wrote would be right");
        if (System.Text.Encoding.UTF8.GetByteCount(socket) is 0 or > HintOptions.LongestPath)
            reader.Fault("socket", $"is a path of {System.Text.Encoding.UTF8.GetByteCount(socket)} bytes; 1 to {HintOptions.LongestPath} can be");
        if (plan is null || socket.Length == 0)
            return null;
        return new HintOptions { Socket = socket, Mode = mode ?? default, Group = group, Plan = PhasePlanFile.Read(plan), PlanFrom = plan, Settings = settings, HintsPerSecond = hints ?? 1000 };
    }

    private static UnixFileMode? Mode(SettingsReader reader)
    {
        if (reader.Text("mode") is not { } text)
            return UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        if (text.Length is 3 or 4 && text.All(static c => c is >= '0' and <= '7') && Convert.ToInt32(text, 8) is > 0 and <= 0x1ff and var bits)
            return (UnixFileMode)bits;
        reader.Fault("mode", $"is '{text}'; file permissions such as \"0660\" would be right");
        return null;
    }
}
