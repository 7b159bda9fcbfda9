using System.Globalization;
using System.Text;
using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Input;

namespace PowerActors.Simulation.Energy.Dvfs;

/// <summary>
/// Writes a plan as CSV: <c>step,kernel,phase,count,core_mhz,mem_mhz,time_ms,energy_mj,baseline_core_mhz,baseline_time_ms,baseline_energy_mj,baseline_mem_mhz</c>, times and energies of the step's invocations together.
/// </summary>
public static class PlanFile
{
    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">Its path; a file there is replaced.</param>
    /// <param name="profile">The profile that the plan was made for.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="baseline">The column of the profile's clocks that it is compared with.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(string path, DvfsProfile profile, DvfsPlan plan, int baseline)
    {
        string beside = path + ".part";
        try
        {
            File.WriteAllText(beside, Format(profile, plan, baseline), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, 0, $"cannot be written ({e.Message.TrimEnd('.')}); give a file in a folder that can be written to");
        }
    }

    /// <summary>The file's text.</summary>
    /// <param name="profile">The profile that the plan was made for.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="baseline">The column of the profile's clocks that it is compared with.</param>
    public static string Format(DvfsProfile profile, DvfsPlan plan, int baseline)
    {
        StringBuilder text = new("step,kernel,phase,count,core_mhz,mem_mhz,time_ms,energy_mj,baseline_core_mhz,baseline_time_ms,baseline_energy_mj,baseline_mem_mhz\n");
        int number = 0;
        foreach ((SequenceStep step, int clock) in plan.Choices)
        {
            ProfiledKernel kernel = profile.Kernels[step.Kernel];
            ClockPair clocks = profile.Clocks[clock];
            text.Append(++number).Append(',').Append(Quote(kernel.Name)).Append(',').Append(Quote(kernel.Phase)).Append(',').Append(step.Times);
            text.Append(',').Append(Clock(clocks.Core.Value)).Append(',').Append(Memory(clocks));
            text.Append(',').Append(Number(step.Times * profile.TimeMs(step.Kernel, clock))).Append(',').Append(Number(step.Times * profile.EnergyMj(step.Kernel, clock)));
            text.Append(',').Append(Clock(profile.Clocks[baseline].Core.Value));
            text.Append(',').Append(Number(step.Times * profile.TimeMs(step.Kernel, baseline))).Append(',').Append(Number(step.Times * profile.EnergyMj(step.Kernel, baseline)));
            text.Append(',').Append(Memory(profile.Clocks[baseline])).Append('\n');
        }

        return text.ToString();
    }

    private static string Memory(ClockPair clocks) => clocks.LeavesMemory ? "" : Clock(clocks.Memory.Value);

    private static string Clock(double megahertz) => double.IsFinite(megahertz) ? Number(megahertz) : "auto";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quote(string text) => text.AsSpan().ContainsAny(',', '"') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
