using PowerActors.Simulation.Reports.Parts;

namespace PowerActors.Simulation.Reports.Pages.Placing;

/// <summary>What a page about placement is made from besides the result.</summary>
/// <param name="Json">The result as JSON; goes with the page as <c>#result</c>.</param>
/// <param name="Command">The command that repeats it.</param>
/// <param name="Program">The program and its version; null to leave it out.</param>
public sealed record PlacementPageInput(string Json, string Command, string? Program = null)
{
    private const string Watts =
        "A GPU with anything allocated draws its TDP, one with nothing its idle power; a CPU package draws 120 W with any core at work and 15 W without (Lettich et al., arXiv 2412.17484, section 4).";

    internal ReportSection Assumptions(params IReadOnlyList<string> more) => new("What is assumed", new BulletList([Watts, .. more]));

    internal HtmlReport Page(string title, string subtitle, IReadOnlyList<IReportPart> lead, IReadOnlyList<ReportSection> sections) => new()
    {
        Title = title,
        Subtitle = subtitle,
        Lead = lead,
        Sections = [.. sections, new ReportSection("Repeat this", new ShellCommand(Command)) { Intro = "The same seeds and files give the same decisions on any machine." }],
        Data = [("result", Json)],
        Footer = Program,
    };
}
