using PowerActors.Agent.State;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Wire.Mapping;

namespace PowerActors.Agent.Tests.State;

public sealed class StateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poweractors-").FullName;

    private string File => Path.Combine(_folder, "agent.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Load_WhatWasSaved_IsTheSame()
    {
        StateFile file = new(File, static problem => throw new InvalidOperationException(problem));
        for (int i = 1; i <= 100; i++)
            file.Save(State(i));
        await file.FlushAsync();
        AgentState? read = new StateFile(File, static _ => { }).Load(out string? problem);
        problem.ShouldBeNull();
        AgentState last = State(100);
        read!.Assignment.ShouldBe(last.Assignment);
        read.Directive.ShouldBe(last.Directive);
        (read.LeaseEnds, read.BootId).ShouldBe((last.LeaseEnds, last.BootId));
        read.Memories["a/b"].HeardEpoch.ShouldBe(4);
        Directory.GetFiles(_folder).ShouldBe([File]);
    }

    [Fact]
    public void Load_NoFile_IsNothingAndNoProblem()
    {
        new StateFile(File, static _ => { }).Load(out string? problem).ShouldBeNull();
        problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("", "not the state")]
    [InlineData("{", "not the state")]
    [InlineData("[1, 2]", "not the state")]
    [InlineData("{\"version\": 9}", "version 9")]
    [InlineData("{\"version\": 1}", "no server or no times")]
    public void Load_FileOfNoUse_IsOneLine(string content, string reason)
    {
        System.IO.File.WriteAllText(File, content);
        new StateFile(File, static _ => { }).Load(out string? problem).ShouldBeNull();
        problem.ShouldNotBeNull();
        problem.ShouldContain(reason);
        problem.ShouldNotContain("\n");
    }

    [Fact]
    public void Load_NumberOutOfItsRange_IsRefused()
    {
        System.IO.File.WriteAllText(File, State(1).Write().Replace("\"60000000\"", "\"60000000000\"", StringComparison.Ordinal));
        new StateFile(File, static _ => { }).Load(out string? problem).ShouldBeNull();
        problem.ShouldNotBeNull();
    }

    [Fact]
    public void Load_AnyMutation_NeverThrows()
    {
        string good = State(1).Write();
        Random random = new(3);
        StateFile file = new(File, static _ => { });
        for (int i = 0; i < 300; i++)
        {
            char[] text = good.ToCharArray();
            for (int changes = 0; changes < 3; changes++)
                text[random.Next(text.Length)] = (char)random.Next(32, 127);
            System.IO.File.WriteAllText(File, new string(text));
            file.Load(out _);
        }
    }

    [Fact]
    public async Task Save_DiskThatTakesNothing_IsToldOnce()
    {
        List<string> told = [];
        StateFile file = new(Path.Combine(_folder, "missing", "agent.json"), told.Add);
        for (int i = 1; i <= 3; i++)
        {
            file.Save(State(i));
            await file.FlushAsync();
        }

        told.Count.ShouldBe(1);
        told[0].ShouldContain("cannot be written");
    }

    private static AgentState State(int sequence)
    {
        Ceilings ceilings = new(ClockCeiling.At(1110), ClockCeiling.Free, Brake: false);
        Assignment assignment = new("site/row/server", ServerFigures.Of(ServerCatalog.DgxA100), Priority.Low, new ControlTiming(), new Ceilings(ClockCeiling.OfMaximum(.6), ClockCeiling.OfMaximum(.6), Brake: false));
        Directive directive = new(new DirectiveStamp(4, sequence), ceilings, TimeSpan.FromSeconds(60)) { Pin = new ClockCeiling(new Megahertz(1200), 1) };
        return new AgentState(assignment, directive, TimeSpan.FromSeconds(1000 + sequence), "boot", new Dictionary<string, DomainMemory>(StringComparer.Ordinal) { ["a/b"] = new(2, 0, []) { HeardEpoch = 4 } });
    }
}
