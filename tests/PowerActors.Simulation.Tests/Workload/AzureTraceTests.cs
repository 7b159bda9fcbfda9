using System.Text;
using PowerActors.Core.Input;
using PowerActors.Simulation.Tests.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Tests.Workload;

public class AzureTraceTests
{
    private const string Header = "TIMESTAMP,ContextTokens,GeneratedTokens\n";

    [SharedDataFact(SharedData.AzureConversation)]
    public void Read_PublishedHour_HasAllItsRequests()
    {
        RequestTrace trace = AzureTrace.Read(SharedData.Path(SharedData.AzureConversation));
        trace.Count.ShouldBe(19_366);
        trace.Span.TotalSeconds.ShouldBe(3501.7, 0.1);
        (trace.ArrivalTicks[1], trace.PromptTokens[1], trace.OutputTokens[1]).ShouldBe((43_145_790L, 396, 109));
        (trace.PromptTokens[^1], trace.OutputTokens[^1]).ShouldBe((197, 183));
        trace.PromptTokens.ToArray().Max().ShouldBe(14_050);
    }

    [Theory]
    [InlineData("2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:47.6805900,5,0\n", 10_000_000)]
    [InlineData("2023-11-16 18:15:46,374,44\r\n2023-11-16 18:15:46.5,5,0", 5_000_000)]
    [InlineData("2023-11-16T18:15:46.123456789Z,374,44\n2023-11-16T18:15:46.123456790Z,5,0\n", 0)]
    [InlineData("2023-11-16 18:15:46+00:00,374,44\n2023-11-16 19:15:47+0100,5,0\n", 10_000_000)]
    [InlineData("2023-12-31 23:59:59-05,374,44\n\n2024-01-01 05:00:00.25 , 5 ,\"0\"\n", 12_500_000)]
    public void Parse_FormsOfTime_AreUnderstood(string rows, long second)
    {
        RequestTrace trace = AzureTrace.Parse(Encoding.UTF8.GetBytes(Header + rows), "t.csv");
        trace.ArrivalTicks.ToArray().ShouldBe([0, second]);
        trace.PromptTokens.ToArray().ShouldBe([374, 5]);
        trace.OutputTokens.ToArray().ShouldBe([44, 0]);
    }

    [Fact]
    public void Parse_ByteOrderMarkOtherOrderAndMoreColumns_IsUnderstood()
    {
        byte[] text = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("id,generatedtokens,TIMESTAMP,ContextTokens\r\nä,44,2023-11-16 18:15:46,374\r\n")];
        RequestTrace trace = AzureTrace.Parse(text, "t.csv");
        (trace.Count, trace.PromptTokens[0], trace.OutputTokens[0]).ShouldBe((1, 374, 44));
        trace.Period.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("2023-11-16 18:15:46,abc,44", "t.csv:2: ContextTokens 'abc' is not a whole number; write tokens from 1 to 1000000")]
    [InlineData("2023-11-16 18:15:46,374,4.5", "t.csv:2: GeneratedTokens '4.5' is not a whole number; write tokens from 0 to 1000000")]
    [InlineData("2023-11-16 18:15:46,,44", "t.csv:2: ContextTokens '' is not a whole number; write tokens from 1 to 1000000")]
    [InlineData("2023-11-16 18:15:46,374,-1", "t.csv:2: GeneratedTokens -1 is out of range; write tokens from 0 to 1000000")]
    [InlineData("2023-11-16 18:15:46,0,44", "t.csv:2: ContextTokens 0 is out of range; write tokens from 1 to 1000000")]
    [InlineData("2023-11-16 18:15:46,1000001,44", "t.csv:2: ContextTokens 1000001 is out of range; write tokens from 1 to 1000000")]
    [InlineData("2023-11-16 18:15:46,99999999999999999999,44", "t.csv:2: ContextTokens '99999999999999999999' is not a whole number; write tokens from 1 to 1000000")]
    [InlineData("2023-11-16 18:15:46,374", "t.csv:2: 2 columns where the header has 3; write one value for each column, separated by commas")]
    [InlineData("2023-11-16 18:15:46,1,374,44", "t.csv:2: 4 columns where the header has 3; write one value for each column, separated by commas")]
    [InlineData("2023-11-16 18:15:46,374,", "t.csv:2: GeneratedTokens '' is not a whole number; write tokens from 0 to 1000000")]
    [InlineData("2023-02-29 18:15:46,374,44", "t.csv:2: TIMESTAMP '2023-02-29 18:15:46' is not a time; write it like 2023-11-16 18:15:46.6805900")]
    [InlineData("2023-11-16 24:15:46,374,44", "t.csv:2: TIMESTAMP '2023-11-16 24:15:46' is not a time; write it like 2023-11-16 18:15:46.6805900")]
    [InlineData("2023-11-16 18:15:46.,374,44", "t.csv:2: TIMESTAMP '2023-11-16 18:15:46.' is not a time; write it like 2023-11-16 18:15:46.6805900")]
    [InlineData("2023-11-16 18:15:46+25:00,374,44", "t.csv:2: TIMESTAMP '2023-11-16 18:15:46+25:00' is not a time; write it like 2023-11-16 18:15:46.6805900")]
    [InlineData("1700158546,374,44", "t.csv:2: TIMESTAMP '1700158546' is not a time; write it like 2023-11-16 18:15:46.6805900")]
    public void Parse_BadRow_SaysWhereAndWhatWouldBeRight(string row, string message) =>
        Faults(Header + row + "\n").ShouldBe([message]);

    [Fact]
    public void Parse_TimesThatFallOrRepeat_AreFaultsOfTheirRowOnly() => Faults(
        Header + "2023-11-16 18:15:46,1,1\n2023-11-16 18:15:48,1,1\n2023-11-16 18:15:47,1,1\n2023-11-16 18:15:49,1,1\n2023-11-16 18:15:49.0,1,1\n").ShouldBe(
    [
        "t.csv:4: the time is earlier than that of line 3; sort the rows by TIMESTAMP",
        "t.csv:6: the time is that of line 5 again; every request needs a later time than the one before it",
    ]);

    [Fact]
    public void Parse_ManyFaults_TellsTwentyAndCountsTheRest()
    {
        StringBuilder text = new(Header);
        for (int i = 0; i < 33; i++)
            text.Append("2023-11-16 18:15:").Append(i + 10).Append(",x,-1\n");
        InputException e = Should.Throw<InputException>(() => AzureTrace.Parse(Encoding.UTF8.GetBytes(text.ToString()), "t.csv"));

        e.Faults.Count.ShouldBe(20);
        e.Omitted.ShouldBe(46);
        e.Faults[19].Line.ShouldBe(11);
        e.Message.ShouldEndWith("t.csv: and 46 more");
    }

    [Theory]
    [InlineData("", "t.csv: is empty; expected the header TIMESTAMP,ContextTokens,GeneratedTokens and a row for each request")]
    [InlineData(" \r\n\n", "t.csv: is empty; expected the header TIMESTAMP,ContextTokens,GeneratedTokens and a row for each request")]
    [InlineData(Header, "t.csv:1: the trace has a header but no requests; expected a row such as 2023-11-16 18:15:46.6805900,374,44")]
    [InlineData("TIMESTAMP,ContextTokens\n2023-11-16 18:15:46,1\n", "t.csv:1: column GeneratedTokens is missing in the header; it must read TIMESTAMP,ContextTokens,GeneratedTokens")]
    [InlineData("TIMESTAMP;ContextTokens;GeneratedTokens\n", "t.csv:1: columns TIMESTAMP, ContextTokens, GeneratedTokens are missing in the header; it must read TIMESTAMP,ContextTokens,GeneratedTokens")]
    [InlineData("\n2023-11-16 18:15:46,1,1\n", "t.csv:2: columns TIMESTAMP, ContextTokens, GeneratedTokens are missing in the header; it must read TIMESTAMP,ContextTokens,GeneratedTokens")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens,TIMESTAMP\n", "t.csv:1: column TIMESTAMP stands twice; name each column once")]
    public void Parse_UnusableFile_SaysWhy(string text, string message) => Faults(text).ShouldBe([message]);

    [Fact]
    public void Parse_BytesThatAreNotUtf8_SaysWhere()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(Header + "2023-11-16 18:15:46,3"), 0xE4, .. ",44\n"u8, .. "ok\n"u8, 0xFF, (byte)'\n'];
        Should.Throw<InputException>(() => AzureTrace.Parse(text, "t.csv")).Faults.Select(f => f.ToString()).ShouldBe(
        [
            "t.csv:2: byte 0xE4 at column 22 is not UTF-8; save the file as UTF-8 text",
            "t.csv:4: byte 0xFF at column 1 is not UTF-8; save the file as UTF-8 text",
        ]);
    }

    [Fact]
    public void Read_NoFileOrFolder_SaysSo()
    {
        Should.Throw<InputException>(() => AzureTrace.Read("no/such.csv")).Message.ShouldBe(
            "no/such.csv: no such file; give a CSV file with the header TIMESTAMP,ContextTokens,GeneratedTokens");
        string folder = Path.GetTempPath();
        Should.Throw<InputException>(() => AzureTrace.Read(folder)).Message.ShouldBe(
            $"{folder}: is a folder; give a CSV file with the header TIMESTAMP,ContextTokens,GeneratedTokens");
        Should.Throw<InputException>(() => AzureTrace.Read(string.Empty)).Message.ShouldContain("cannot be read");
    }

    [Fact]
    public void Parse_AnyBytes_GivesATraceOrFaultsAndNothingElse()
    {
        Random random = new(1);
        byte[] good = Encoding.UTF8.GetBytes(Header + "2023-11-16 18:15:46.68,374,44\n2023-11-16 18:15:47.1,3,4\n2023-11-16 18:15:48.1Z,30,40\n");
        for (int i = 0; i < 20_000; i++)
        {
            byte[] text = [.. good];
            for (int j = random.Next(4); j >= 0; j--)
                text[random.Next(text.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : good[random.Next(good.Length)];
            text = text[..random.Next(text.Length + 1)];
            try
            {
                AzureTrace.Parse(text, "t.csv").Count.ShouldBeInRange(1, 3);
            }
            catch (InputException e)
            {
                e.Faults.Count.ShouldBeGreaterThan(0);
            }
        }
    }

    private static string[] Faults(string text) =>
        [.. Should.Throw<InputException>(() => AzureTrace.Parse(Encoding.UTF8.GetBytes(text), "t.csv")).Faults.Select(f => f.ToString())];
}
