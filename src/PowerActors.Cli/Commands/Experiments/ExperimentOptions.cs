using PowerActors.Core.Input;

namespace PowerActors.Cli.Commands.Experiments;

/// <summary>Checks that options of experiments share.</summary>
internal static class ExperimentOptions
{
    /// <summary>A count from an option.</summary>
    /// <exception cref="InputException">It is below 1 or too large.</exception>
    public static int Positive(string option, int value, int most) =>
        value >= 1 && value <= most ? value : throw new InputException(option, 0, $"is {value}; it must be from 1 to {most}");
}
