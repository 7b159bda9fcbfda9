using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Hardware;

public sealed class ProductCatalogTests
{
    [Theory]
    [InlineData("A100-SXM4-80GB")]
    [InlineData("a100")]
    [InlineData("NVIDIA A100-SXM4-80GB")]
    public void TryGet_NameOrAlias_FindsIt(string name)
    {
        GpuCatalog.BuiltIn.TryGet(name, out GpuModel? gpu, out string? problem).ShouldBeTrue();
        gpu.ShouldBeSameAs(GpuCatalog.A100Sxm80);
        problem.ShouldBeNull();
    }

    [Fact]
    public void TryGet_Misspelt_NamesTheNearestAndAllKnown()
    {
        ServerCatalog.BuiltIn.TryGet("DGX-A10", out _, out string? problem).ShouldBeFalse();
        problem.ShouldBe("unknown product 'DGX-A10'; did you mean 'DGX-A100'? Known are DGX-A100, DGX-H100, DGX-H200, DGX-B200");
    }

    [Fact]
    public void TryGet_NothingAlike_NamesAllKnown()
    {
        ServerCatalog.BuiltIn.TryGet("PowerEdge", out _, out string? problem).ShouldBeFalse();
        problem.ShouldBe("unknown product 'PowerEdge'; known are DGX-A100, DGX-H100, DGX-H200, DGX-B200");
        ServerCatalog.BuiltIn.Nearest("").ShouldBeNull();
    }

    [Fact]
    public void With_NewProduct_IsFoundThereAndNotInTheOriginal()
    {
        GpuModel own = GpuCatalog.A100Sxm80 with { Name = "A100-PCIE", Tdp = new Watts(300) };
        ProductCatalog<GpuModel> more = GpuCatalog.BuiltIn.With(own.Name, own);
        more.TryGet("a100-pcie", out GpuModel? found).ShouldBeTrue();
        found.ShouldBeSameAs(own);
        more.Names.Last().ShouldBe("A100-PCIE");
        GpuCatalog.BuiltIn.TryGet("A100-PCIE", out _).ShouldBeFalse();
    }

    [Fact]
    public void With_KnownName_ReplacesIt()
    {
        ServerModel own = ServerCatalog.DgxA100 with { Nameplate = Watts.FromKilowatts(5.5) };
        ProductCatalog<ServerModel> other = ServerCatalog.BuiltIn.With(own.Name, own);
        other.Names.Count().ShouldBe(4);
        other.Products.ShouldContain(own);
        other.TryGet("DGX-A100", out ServerModel? found).ShouldBeTrue();
        found.ShouldBeSameAs(own);
    }
}
