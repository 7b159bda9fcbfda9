using Google.Protobuf;
using PowerActors.Wire.Mapping;
using PowerActors.Wire.Protocol;

namespace PowerActors.Wire.Tests;

public class FrameCodecTests
{
    [Fact]
    public void TryRead_EveryKindOfFrame_GivesItBack()
    {
        foreach (Frame frame in Samples.All())
        {
            FrameCodec.TryRead(Bytes(frame), out Frame? read, out _).ShouldBeTrue();
            read.ShouldBe(frame);
        }
    }

    [Fact]
    public void TryReadReport_ReportAfterReport_LeavesNothingOfTheOneBefore()
    {
        Report used = new();
        FrameCodec.TryReadReport(Bytes(new Frame { Handle = 300, Report = Samples.Report() }), out uint handle, used).ShouldBeTrue();
        handle.ShouldBe(300u);
        used.ShouldBe(Samples.Report());
        Report small = new() { Sequence = 1 };
        FrameCodec.TryReadReport(Bytes(new Frame { Handle = 2, Report = small }), out _, used).ShouldBeTrue();
        used.ShouldBe(small);
    }

    [Fact]
    public void TryReadReport_FieldsOfALaterVersion_DoNotPileUp()
    {
        byte[] later = [.. new Report { Sequence = 1 }.ToByteArray(), 0xf8, 0x07, 0x01]; // field 127
        byte[] frame = [0x08, 0x01, (Frame.ReportFieldNumber << 3) | 2, (byte)later.Length, .. later];
        Report used = new();
        for (int i = 0; i < 3; i++)
            FrameCodec.TryReadReport(frame, out _, used).ShouldBeTrue();
        used.CalculateSize().ShouldBe(later.Length);
    }

    [Fact]
    public void TryReadReport_AnyOtherFrame_IsLeftToTheOtherWay()
    {
        foreach (Frame frame in Samples.All().Where(static frame => frame.BodyCase != Frame.BodyOneofCase.Report))
            FrameCodec.TryReadReport(Bytes(frame), out _, new Report()).ShouldBeFalse();
        FrameCodec.TryReadReport([], out _, new Report()).ShouldBeFalse();
    }

    [Fact]
    public void Reset_EveryFieldSet_EqualsANewOne()
    {
        Report report = Samples.Report();
        foreach (Google.Protobuf.Reflection.FieldDescriptor field in Report.Descriptor.Fields.InDeclarationOrder())
            (field.IsRepeated || field.Accessor.GetValue(report) is not 0L and not 0.0 and not null).ShouldBeTrue($"{field.Name} is not set, so this test would not see it kept");
        report.Reset();
        report.ShouldBe(new Report());
    }

    [Fact]
    public void Write_FrameThatNobodyWouldTake_IsRefused() =>
        Should.Throw<ArgumentException>(static () => FrameCodec.Write(new Frame { Notice = new Notice { Detail = new string('x', 70_000) } }, out _));

    [Fact]
    public void Anything_TenThousandRandomAndMutatedFrames_NeverThrows()
    {
        Random random = new(11);
        byte[][] good = [.. Samples.All().Select(Bytes)];
        Report used = new();
        int frames = 0, reports = 0, taken = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] bytes = i % 4 == 0 ? Noise(random) : Mutated(random, good[random.Next(good.Length)]);
            if (FrameCodec.TryReadReport(bytes, out _, used))
            {
                reports++;
                taken += TakesReport(used) ? 1 : 0;
            }

            if (!FrameCodec.TryRead(bytes, out Frame? frame, out string? problem))
            {
                problem.ShouldNotBeNullOrWhiteSpace();
                problem!.ShouldNotContain('\n');
                continue;
            }

            frames++;
            Map(frame);
        }

        frames.ShouldBeGreaterThan(1000);
        reports.ShouldBeGreaterThan(100);
        taken.ShouldBeGreaterThan(10);
    }

    private static bool TakesReport(Report report)
    {
        if (ReportMapping.Read(report, Samples.Limits, out ReportFrame frame) is { } problem)
        {
            problem.ShouldNotContain('\n');
            return false;
        }

        ReportMapping.Gpus(report).Length.ShouldBe(8);
        ReportMapping.Caps(report)?.Length.ShouldBe(8);
        frame.Report?.Power.IsPlausible.ShouldBeTrue();
        return true;
    }

    private static void Map(Frame frame)
    {
        switch (frame.BodyCase)
        {
            case Frame.BodyOneofCase.Hello:
                HelloMapping.Read(frame.Hello, out _);
                break;
            case Frame.BodyOneofCase.Welcome:
                AssignmentMapping.Read(frame.Welcome, out _);
                break;
            case Frame.BodyOneofCase.Directive:
                if (DirectiveMapping.Read(frame.Directive, out Core.Control.Directives.Directive directive, out _) is null)
                    directive.Lease.ShouldBeGreaterThan(TimeSpan.Zero);
                break;
            case Frame.BodyOneofCase.Report:
                TakesReport(frame.Report);
                break;
            default:
                break;
        }
    }

    private static byte[] Noise(Random random)
    {
        byte[] bytes = new byte[random.Next(0, 300)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Mutated(Random random, byte[] good)
    {
        List<byte> bytes = [.. good];
        for (int changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Bytes(Frame frame) => frame.ToByteArray();
}
