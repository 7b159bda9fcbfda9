using System.Buffers;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace PowerActors.Cli.Commands;

/// <summary>A parsed command line as one would type it into a POSIX shell, with the environment variables that were settings before it.</summary>
internal static class CommandText
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=,%+@");

    public static string Of(ParseResult result, IReadOnlyDictionary<string, string> environment)
    {
        List<string> words = [.. environment.Select(static variable => $"{variable.Key}={Quote(variable.Value)}"), CommandLine.Name];
        Append(result.CommandResult, words);
        return string.Join(' ', words);
    }

    private static void Append(CommandResult command, List<string> words)
    {
        if (command.Parent is CommandResult parent)
        {
            Append(parent, words);
            words.Add(command.Command.Name);
        }

        foreach (SymbolResult child in command.Children)
        {
            switch (child)
            {
                case OptionResult { Implicit: false } option when option.Tokens.Count == 0:
                    words.Add(option.Option.Name);
                    break;
                case OptionResult { Implicit: false } option:
                    foreach (Token token in option.Tokens)
                        words.AddRange([option.Option.Name, Quote(token.Value)]);
                    break;
                case ArgumentResult argument:
                    words.AddRange(argument.Tokens.Select(static token => Quote(token.Value)));
                    break;
            }
        }
    }

    /// <summary>A word for the shell: as it stands where that is safe, else in single quotes.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
