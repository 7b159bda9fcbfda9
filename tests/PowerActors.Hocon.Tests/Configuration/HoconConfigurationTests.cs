using Microsoft.Extensions.Configuration;
using PowerActors.Hocon.Configuration;

namespace PowerActors.Hocon.Tests.Configuration;

public sealed class HoconConfigurationTests
{
    private static HoconDocument Parse(string text) => HoconDocument.ParseText(text, Given.Name);

    private static IConfigurationRoot Build(string text) => new ConfigurationBuilder().AddHocon(Parse(text), HoconResolveOptions.NoEnvironment).Build();

    [Fact]
    public void Load_Values_AreFoundByKey()
    {
        var root = Build("a { b = 1.50, \"c d\" = [ x, { y = true } ] }, s = 6.5 kW, e = ${?nothing}");

        root["a:b"].ShouldBe("1.50");
        root["A:C D:0"].ShouldBe("x");
        root["a:c d:1:y"].ShouldBe("true");
        root["s"].ShouldBe("6.5 kW");
        root["e"].ShouldBeNull();
        root.GetSection("a").GetChildren().Select(c => c.Key).ShouldBe(["b", "c d"]);
        root.GetSection("a").GetValue<double>("b").ShouldBe(1.5);
    }

    [Theory]
    [InlineData("a = null", true, null)]
    [InlineData("a = {}", true, null)]
    [InlineData("a = []", true, "")]
    [InlineData("a = \"\"", true, "")]
    [InlineData("b = 1", false, null)]
    public void Load_NothingInIt_IsAKeyAsWithJson(string text, bool present, string? value)
    {
        var provider = Build(text).Providers.Single();

        provider.TryGet("a", out string? found).ShouldBe(present);
        found.ShouldBe(value);
    }

    [Fact]
    public void Load_KeysThatDifferOnlyInCase_AreOneAndTheLaterWins() => Build("a = 1, A = 2")["a"].ShouldBe("2");

    [Fact]
    public void Load_EmptyDocument_HasNoKeys() => Build("").AsEnumerable().ShouldBeEmpty();

    [Fact]
    public void Load_List_IsFault() => Should.Throw<HoconException>(() => Build("[1]"));

    [Fact]
    public void AddHoconFile_MissingFile_IsFaultUnlessOptional()
    {
        Should.Throw<HoconException>(() => new ConfigurationBuilder().AddHoconFile("no/such.conf").Build()).Message.ShouldContain("does not exist");
        new ConfigurationBuilder().AddHoconFile("no/such.conf", optional: true).Build()["a"].ShouldBeNull();
    }

    [Fact]
    public void AddHoconFile_OptionalButWrong_IsFault()
    {
        using var files = new Files(("x.conf", "a = @"));

        Should.Throw<HoconException>(() => new ConfigurationBuilder().AddHoconFile(files["x.conf"], optional: true).Build());
    }

    [Fact]
    public void FindOrigin_Overrides_NameTheSourceThatWon()
    {
        using var files = new Files(
            ("reference.conf", "a = 1\nb = 1\nc = 1\nd = 1\ne = 1\nf { g = [1,\n 2] }"),
            ("site.conf", "# mine\ninclude \"more\"\nb = 2"),
            ("more.conf", "c = 3"),
            ("more.json", "{\"j\":4}"));
        string variable = $"POWERACTORS_TEST_{Guid.NewGuid():N}_";
        Environment.SetEnvironmentVariable(variable + "d", "5");
        try
        {
            var root = new ConfigurationBuilder()
                .AddHoconFile(files["reference.conf"])
                .AddHoconFile(files["site.conf"])
                .AddJsonFile(files["more.json"])
                .AddEnvironmentVariables(variable)
                .AddCommandLine(["--e=6"])
                .AddHocon(HoconDocument.FromOverride("h=7", "--set"))
                .Build();

            string? From(string key) => root.FindOrigin(key)?.Description;
            From("a").ShouldBe(files["reference.conf"] + ":1");
            From("b").ShouldBe(files["site.conf"] + ":3");
            From("c").ShouldBe(files["more.conf"] + ":1");
            From("d").ShouldBe("environment variable");
            From("e").ShouldBe("command line");
            From("f:g:1").ShouldBe(files["reference.conf"] + ":7");
            From("h").ShouldBe("--set");
            From("j").ShouldBe("more.json");
            From("nothing").ShouldBeNull();
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable + "d", null);
        }
    }

    [Fact]
    public void FindOrigin_ThroughChainedConfiguration_StillFindsTheLine()
    {
        var root = new ConfigurationBuilder().AddConfiguration(Build("\na = 1")).Build();

        root.FindOrigin("a")!.Value.Description.ShouldBe("test.conf:2");
    }

    [Fact]
    public void TryGetOrigin_AnyCase_FindsTheKey()
    {
        var provider = Build("Ab { cD = 1 }").Providers.Single().ShouldBeAssignableTo<IHoconOriginProvider>()!;

        provider.TryGetOrigin("aB:Cd", out var origin).ShouldBeTrue();
        origin.Line.ShouldBe(1);
        provider.TryGetOrigin("ab", out _).ShouldBeFalse();
    }

    [Fact]
    public void Load_Again_TakesTheFileAsItIsNow()
    {
        using var files = new Files(("x.conf", "a = 1\nb = 1"));
        var root = new ConfigurationBuilder().AddHoconFile(files["x.conf"]).Build();

        files.Write("x.conf", "\na = 2");
        root.Reload();

        root["a"].ShouldBe("2");
        root["b"].ShouldBeNull();
        root.FindOrigin("a")!.Value.Line.ShouldBe(2);
    }

    [Fact]
    public void Load_AgainButWrong_LeavesAllAsItWas()
    {
        using var files = new Files(("x.conf", "a = 1"));
        var root = new ConfigurationBuilder().AddHoconFile(files["x.conf"]).Build();

        files.Write("x.conf", "a = 2\nb = ${x}");
        Should.Throw<HoconException>(root.Reload);

        root["a"].ShouldBe("1");
        root.FindOrigin("a")!.Value.Line.ShouldBe(1);
    }

    /// <summary>A reload that waits for its turn must not be waited for by whoever has it.</summary>
    [Fact]
    public async Task Dispose_WhileAFileChanges_Ends()
    {
        string folder = Directory.CreateTempSubdirectory("hocon-").FullName;
        for (int run = 0; run < 60; run++)
        {
            string file = Path.Combine(folder, $"{run}.conf");
            await File.WriteAllTextAsync(file, "a = 1");
            IConfigurationRoot root = new ConfigurationBuilder().AddHoconFile(file, optional: false, reloadOnChange: true).Build();
            using CancellationTokenSource enough = new();
            Task writes = Task.Run(async () =>
            {
                for (int i = 0; !enough.IsCancellationRequested; i++)
                    await File.WriteAllTextAsync(file, $"a = {i}");
            });
            await Task.Delay(run % 10);
            Task disposes = Task.Run(((IDisposable)root).Dispose);
            (await Task.WhenAny(disposes, Task.Delay(TimeSpan.FromSeconds(20)))).ShouldBe(disposes, $"run {run}");
            await enough.CancelAsync();
            await writes;
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task ReloadOnChange_IncludedFileChanges_IsTakenOver()
    {
        using var files = new Files(("x.conf", "include \"y\""), ("y.conf", "a = 1"));
        var builder = new ConfigurationBuilder().AddHoconFile(files["x.conf"], reloadOnChange: true);
        var root = builder.Build();
        using var disposable = (IDisposable)root;
        var reloaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = Microsoft.Extensions.Primitives.ChangeToken.OnChange(root.GetReloadToken, () =>
        {
            if (root["a"] == "2")
                reloaded.TrySetResult();
        });

        files.Write("y.conf", "a = 2");

        await reloaded.Task.WaitAsync(TimeSpan.FromSeconds(60));
        root["a"].ShouldBe("2");
    }

    [Fact]
    public async Task ReloadOnChange_ChangeIsWrong_IsToldAndNotTakenOver()
    {
        using var files = new Files(("x.conf", "a = 1"));
        var failed = new TaskCompletionSource<HoconException>(TaskCreationOptions.RunContinuationsAsynchronously);
        var root = new ConfigurationBuilder()
            .Add(new HoconConfigurationSource { Path = files["x.conf"], ReloadOnChange = true, OnReloadFailed = e => failed.TrySetResult(e) })
            .Build();
        using var disposable = (IDisposable)root;

        files.Write("x.conf", "a = @");

        (await failed.Task.WaitAsync(TimeSpan.FromSeconds(60))).Message.ShouldContain("'@'");
        root["a"].ShouldBe("1");
    }

    [Fact]
    public void ToString_Provider_NamesTheFile()
    {
        using var files = new Files(("x.conf", ""));

        new ConfigurationBuilder().AddHoconFile(files["x.conf"]).Build().Providers.Single().ToString().ShouldBe(files["x.conf"]);
    }
}
