using PowerActors.Core.Energy.Serving;

namespace PowerActors.Core.Tests.Energy.Serving;

public class RequestClassTests
{
    [Fact]
    public void TryParse_TwoLetters_IsInputThenOutput()
    {
        RequestClass.TryParse("sL", out RequestClass requests).ShouldBeTrue();
        requests.ShouldBe(new RequestClass(RequestSize.Short, RequestSize.Long));
        requests.ToString().ShouldBe("SL");
    }

    [Theory]
    [InlineData("SS=20%,LL=80%", null)]
    [InlineData("SS=20%,LL=70%", "adds up to 90 %")]
    [InlineData("SS=20%,SS=80%", "names SS twice")]
    [InlineData("SX=100%", "not a class and its share")]
    [InlineData("SS=1", "without a unit")]
    [InlineData("SS=0%,LL=100%", "above 0 %")]
    [InlineData("", "is empty")]
    public void TryParse_Mix_TellsWhatIsWrong(string text, string? problem)
    {
        RequestMix.TryParse(text, out RequestMix? mix, out string? said).ShouldBe(problem is null);
        if (problem is null)
            mix!.Shares.Count.ShouldBe(2);
        else
            said!.ShouldContain(problem);
    }
}
