using PowerActors.Core.Input;
using PowerActors.Devices.Redfish.Client;

namespace PowerActors.Devices.Tests.Redfish.Client;

public sealed class RedfishCredentialsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void FromFile_TwoLines_AreRead()
    {
        File.WriteAllText(_file, "# PDU 17\nuser = operator\n\npassword = a = b # c\n");
        RedfishCredentials credentials = RedfishCredentials.FromFile(_file);
        credentials.User.ShouldBe("operator");
        credentials.ToString().ShouldBe("user operator"); // And not a word of the password.
    }

    [Fact]
    public void FromFile_Faults_AreToldTogetherWithoutTheText()
    {
        File.WriteAllText(_file, "hunter2\nuser = operator\nuser = another\n");
        InputException e = Should.Throw<InputException>(() => RedfishCredentials.FromFile(_file));
        e.Faults.Select(static fault => fault.Line).ShouldBe([1, 3, 0]);
        e.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void FromFile_Missing_IsOneLine() =>
        Should.Throw<InputException>(() => RedfishCredentials.FromFile(_file + ".missing")).Message.ShouldBe($"{_file}.missing: there is no such file of credentials");

    [Fact]
    public void FromEnvironment_HalfSet_NamesTheOtherHalf() =>
        Should.Throw<InputException>(() => RedfishCredentials.FromEnvironment("PDU", static name => name == "PDU_USER" ? "operator" : null)).Message.ShouldContain("PDU_PASSWORD");
}
