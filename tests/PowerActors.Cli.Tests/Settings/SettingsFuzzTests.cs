using System.Diagnostics;
using PowerActors.Cli.Settings;
using PowerActors.Core.Input;

namespace PowerActors.Cli.Tests.Settings;

/// <summary>Site files that somebody mistyped: settings and a tree, or faults with their places, never another exception and never a hang.</summary>
public sealed class SettingsFuzzTests : IDisposable
{
    private const int Runs = 2_500;

    private static readonly string[] Pieces = ["{", "}", "[", "]", "\"", "=", ",", "\n", " ", ".", "0", "-1", "1e9", "NaN", "kW", " %", "MHz", "null", "none", "count = 0", "${templates.rack}", "${?x}", "#", "+="];

    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("mixed-hierarchy")]
    [InlineData("h100-row")]
    [InlineData("mixed-fleet")]
    public void Load_SpoiltSiteFiles_GiveATreeOrFaults(string example)
    {
        string sound = File.ReadAllText(Path.Combine(Repository.Root, "hocon", "examples", example + ".conf"));
        int loaded = 0;
        Parallel.For(0, Runs, run =>
        {
            Random random = new(run);
            string text = sound;
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                int at = random.Next(text.Length);
                text = text.Remove(at, random.Next(3) == 0 ? Math.Min(random.Next(1, 12), text.Length - at) : 0).Insert(at, random.Next(3) > 0 ? Pieces[random.Next(Pieces.Length)] : "");
            }

            string file = _cli.File($"{example}-{run}.conf", text);
            Stopwatch watch = Stopwatch.StartNew();
            try
            {
                SettingsLoader.Load(new SettingsSources { Files = [file] }).ReadSite();
                Interlocked.Increment(ref loaded);
            }
            catch (InputException e)
            {
                e.Faults.ShouldNotBeEmpty();
                e.Faults.ShouldAllBe(static fault => fault.Message.Length > 0);
            }

            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1), "nothing hangs");
            File.Delete(file);
        });
        loaded.ShouldBeInRange(Runs / 50, Runs - (Runs / 50), "some are sound all the same, or nothing was spoilt");
    }
}
