using PowerActors.Api.Security;
using PowerActors.Core.Input;

namespace PowerActors.Api.Tests.Security;

public sealed class TokenFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poweractors-").FullName;

    private string File => Path.Combine(_folder, "tokens");

    [Fact]
    public void Read_BadLines_NamesEachWithItsLine()
    {
        string hash = AccessToken.HashOf("pa_x");
        System.IO.File.WriteAllLines(File, ["# people", "alice", $"bob king {hash}", "carl viewer pa_x", $"gpu agent {hash}", $"dora viewer {hash} site/server", $"emil viewer {hash}", $"emil viewer {hash}"]);
        InputException faults = Should.Throw<InputException>(() => TokenFile.Read(File));
        faults.Faults.Select(static fault => fault.Line).ShouldBe([2, 3, 4, 5, 6, 8]);
        faults.Message.ShouldNotContain("pa_x", Case.Sensitive);
    }

    [Fact]
    public void Find_AfterALineIsDeleted_NoLongerKnowsTheToken()
    {
        string token = AccessToken.Create();
        token.ShouldStartWith("pa_");
        System.IO.File.WriteAllText(File, TokenFile.LineOf(token, new TokenHolder("alice", Role.Operator, new HashSet<string>())) + " # made today\n");
        TokenFile tokens = TokenFile.Read(File);
        tokens.Find(token)!.Name.ShouldBe("alice");
        tokens.Find(token + "x").ShouldBeNull();
        System.IO.File.ReadAllText(File).ShouldNotContain(token);
        System.IO.File.WriteAllText(File, "");
        System.IO.File.SetLastWriteTimeUtc(File, DateTime.UtcNow.AddSeconds(5));
        tokens.Find(token).ShouldBeNull();
    }

    [Fact]
    public void Find_AfterTheFileIsSpoilt_KeepsTheTokensAndSaysSo()
    {
        System.IO.File.WriteAllText(File, TokenFile.LineOf("pa_x", new TokenHolder("alice", Role.Operator, new HashSet<string>())));
        TokenFile tokens = TokenFile.Read(File);
        List<string> told = [];
        tokens.Refused += told.Add;
        System.IO.File.WriteAllText(File, "alice\n");
        System.IO.File.SetLastWriteTimeUtc(File, DateTime.UtcNow.AddSeconds(5));
        tokens.Find("pa_x").ShouldNotBeNull();
        tokens.Find("pa_x").ShouldNotBeNull();
        told.Count.ShouldBe(1);
        tokens.Problem.ShouldNotBeNull().ShouldContain("tokens:1");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
