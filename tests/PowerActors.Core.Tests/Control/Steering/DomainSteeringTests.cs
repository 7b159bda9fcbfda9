using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Tests.Control.Domains;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Steering;

/// <summary>What a domain's law makes of what people say.</summary>
public sealed class DomainSteeringTests
{
    private static readonly DomainSteering Shadow = new() { Mode = ControlMode.Shadow };

    [Fact]
    public void Shadow_OverEveryThreshold_ClimbsAndTellsNobodyToSlowDown()
    {
        LawBench row = new(LawBench.Row with { Steering = Shadow });
        row.Run(120, 1.05);
        row.Law.Rung.ShouldBe(4);
        row.Effects.RungChanges.ShouldNotBeEmpty();
        row.Effects.Directives.ShouldAllBe(static told => told.Directive.Ceilings.IsFree && told.Directive.Shadow);
        row.Law.Snapshot(row.Now).Mode.ShouldBe(ControlMode.Shadow);
    }

    [Fact]
    public void Shadow_SwitchedToEnforceOverAThreshold_AppliesTheRungItStandsOnAtOnce()
    {
        LawBench row = new(LawBench.Row with { Steering = Shadow });
        row.Run(30, .82);
        row.Law.Steer(DomainSteering.None, row.Now);
        Directive told = row.Effects.Directives[^1].Directive;
        told.Shadow.ShouldBeFalse();
        told.Ceilings.Low.ShouldBe(ClockCeiling.At(1275));
    }

    [Fact]
    public void Enforce_SwitchedToShadow_LetsGoAndSaysSo()
    {
        LawBench row = new(LawBench.Row);
        row.Run(30, .82);
        row.Effects.Directives[^1].Directive.Ceilings.IsFree.ShouldBeFalse();
        row.Law.Steer(Shadow, row.Now);
        Directive told = row.Effects.Directives[^1].Directive;
        told.Shadow.ShouldBeTrue();
        told.Ceilings.IsFree.ShouldBeTrue();
    }

    [Fact]
    public void Shadow_UnderAParentThatEnforces_PassesOnWhatTheParentDemands()
    {
        LawBench pdu = new(LawBench.Row with { HasParent = true, Steering = Shadow });
        pdu.Run(4, .95);
        pdu.Hear(KnownCeilings(1200));
        Directive told = pdu.Effects.Directives[^1].Directive;
        told.Shadow.ShouldBeFalse();
        told.Ceilings.ShouldBe(KnownCeilings(1200));
    }

    [Fact]
    public void Shadow_OverItsLimitWithNothingLeft_AsksNobodyForABrake()
    {
        LawBench pdu = new(LawBench.Row with { HasParent = true, Steering = Shadow });
        pdu.Hear(Ceilings.Free);
        pdu.Run(200, 1.1);
        pdu.Effects.Escalations.ShouldBeEmpty();
        pdu.Effects.Alerts.ShouldContain(AlertKind.Escalated);
    }

    [Fact]
    public void Gate_ShadowAndLeaseOver_DemandsNoFailSafe()
    {
        DirectiveGate gate = DirectiveGate.Silent(TimeSpan.Zero, 60.Seconds());
        Directive directive = new(new DirectiveStamp(1, 1), Ceilings.Free, 60.Seconds()) { Shadow = true };
        (gate, _) = gate.Receive(directive, 1.Seconds());
        gate.InForce(KnownCeilings(800), 100.Seconds()).ShouldBe(Ceilings.Free);
        (gate, _) = gate.Receive(directive with { Stamp = new DirectiveStamp(1, 2), Shadow = false }, 101.Seconds());
        gate.InForce(KnownCeilings(800), 200.Seconds()).ShouldBe(KnownCeilings(800));
    }

    [Fact]
    public void Budget_BelowThePower_ClimbsOneRungPerSettleTimeAndBrakesLast()
    {
        LawBench row = new(LawBench.Row);
        row.Run(20, .7);
        row.Law.Rung.ShouldBe(0);
        row.Law.Steer(new DomainSteering { Budget = new Watts(26_000 * .6) }, row.Now);
        row.Law.Rung.ShouldBe(1, "power is far below the limit: the brake is not for a budget");
        row.Run(30, .7);
        row.Law.Rung.ShouldBe(1);
        row.Run(14, .7);
        row.Law.Rung.ShouldBe(2);
        row.Run(100, .7);
        row.Law.Rung.ShouldBe(4, "over the budget with every clock ceiling applied and settled, the brake is the last rung");
        row.Law.Snapshot(row.Now).Budget.ShouldBe(new Watts(26_000 * .6));
    }

    [Fact]
    public void Budget_OverTheLimit_BrakesAtOnceAllTheSame()
    {
        LawBench row = new(LawBench.Row with { Steering = new DomainSteering { Budget = new Watts(30_000) } });
        row.Law.Budget.ShouldBe(new Watts(26_000));
        row.Run(2, 1.01);
        row.Law.Rung.ShouldBe(4);
    }

    [Fact]
    public void Budget_TakenBack_IsForgottenWithinRungsTimesHold()
    {
        LawBench row = new(LawBench.Row with { Steering = new DomainSteering { Budget = new Watts(26_000 * .6) } });
        row.Run(200, .7);
        row.Law.Steer(DomainSteering.None, row.Now);
        row.Run(4 * 64, .7);
        row.Law.Rung.ShouldBe(0);
        row.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void Pin_OnTheDomainAndOnAChild_TightestReachesTheChild()
    {
        DomainSteering steering = new()
        {
            Pin = ClockCeiling.At(1200),
            Children = new Dictionary<int, ChildSteering> { [2] = new(ClockCeiling.At(900), Exempt: false), [3] = new(ClockCeiling.At(1400), Exempt: false) },
        };
        LawBench row = new(LawBench.Row with { Steering = steering });
        row.Run(4, .5);
        ClockCeiling?[] pins = [.. Enumerable.Range(0, 4).Select(child => row.Effects.Directives.Last(told => told.Child == child).Directive.Pin)];
        pins.ShouldBe([ClockCeiling.At(1200), ClockCeiling.At(1200), ClockCeiling.At(900), new ClockCeiling(new Megahertz(1200), 1)]);
        row.Law.Steer(DomainSteering.None, row.Now);
        row.Effects.Directives[^1].Directive.Pin.ShouldBeNull();
    }

    [Fact]
    public void Exempt_OnARung_IsFreeUntilTheBrake()
    {
        DomainSteering steering = new() { Children = new Dictionary<int, ChildSteering> { [1] = new(Pin: null, Exempt: true) } };
        LawBench row = new(LawBench.Row with { Steering = steering });
        row.Run(4, .82);
        row.Effects.Directives.Last(static told => told.Child == 0).Directive.Ceilings.IsFree.ShouldBeFalse();
        row.Effects.Directives.Last(static told => told.Child == 1).Directive.Ceilings.IsFree.ShouldBeTrue();
        row.Run(4, 1.05);
        row.Effects.Directives.Last(static told => told.Child == 1).Directive.Ceilings.Brake.ShouldBeTrue();
        row.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void Exempt_SilentServer_CountsAsUncapped()
    {
        WorstCase exempt = WorstCase.Of([new ServerGroup(ServerCatalog.DgxA100, Priority.Low, 1) { Exempt = true }]);
        exempt.Under(KnownCeilings(1000)).ShouldBe(LawBench.Server.Under(Ceilings.Free));
        exempt.Under(KnownCeilings(1000) with { Brake = true }).ShouldBe(LawBench.Server.Under(KnownCeilings(1000) with { Brake = true }));
    }

    [Fact]
    public void Loosening_ThatCannotBeRemembered_WaitsUntilItCan()
    {
        ForgetfulEffects effects = new();
        DomainLaw law = new(LawBench.Row, memory: null, effects, new Core.Control.Laws.LawLedger(), TimeSpan.Zero);
        long sequence = 0;
        Run(law, 0, 60, .82, ref sequence);
        law.Rung.ShouldBe(1);
        effects.Remembers = false;
        Run(law, 60, 400, .5, ref sequence);
        law.Rung.ShouldBe(1, "nothing may be loosened that a restart would not know of (P10)");
        effects.Remembers = true;
        Run(law, 400, 404, .5, ref sequence);
        law.Rung.ShouldBe(0);
    }

    private static void Run(DomainLaw law, int from, int to, double load, ref long sequence)
    {
        for (int second = from + 2; second <= to; second += 2)
        {
            sequence++;
            for (int child = 0; child < 4; child++)
                law.OnReport(child, new PowerReport(sequence, new Watts(26_000 * load / 4), default, default, DirectiveStamp.None), second.Seconds());
            law.OnTick(second.Seconds());
        }
    }

    private static Ceilings KnownCeilings(double megahertz) => new(ClockCeiling.At(megahertz), ClockCeiling.At(megahertz), Brake: false);

    /// <summary>A store that can be out of order.</summary>
    private sealed class ForgetfulEffects : IDomainEffects
    {
        public bool Remembers { get; set; } = true;

        public bool TryRememberLoosening(DomainMemory memory) => Remembers;

        public void Direct(int child, in Directive directive)
        {
            // What is told is not looked at here.
        }

        public void Report(in PowerReport report)
        {
            // Nobody above.
        }

        public void Escalate(bool raised)
        {
            // Nobody above.
        }

        public void RungChanged(int from, int to, double utilization)
        {
            // The law itself is asked.
        }

        public void Alert(AlertKind kind, string detail)
        {
            // None is expected.
        }
    }
}
