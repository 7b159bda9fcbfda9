using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Live;

namespace PowerActors.Core.Tests.Placement.Live;

public sealed class ScoreTablesTests
{
    [Fact]
    public void Of_AskedAgain_IsWhatWasSaid()
    {
        ScoreTables tables = new();
        ref ScoreTables.Entry entry = ref tables.Of(7, 3, serial: 11, places: 10);
        entry.Fits.ShouldBeNull();
        (entry.Fits, entry.Score) = (true, new NodeScore(5));
        tables.Of(8, 3, serial: 11, places: 10).Fits.ShouldBeNull(); // another shape
        tables.Of(7, 4, serial: 12, places: 10).Fits.ShouldBeNull(); // another state
        (tables.Of(7, 3, serial: 11, places: 10).Fits, tables.Of(7, 3, serial: 11, places: 10).Score).ShouldBe((true, new NodeScore(5)));
    }

    [Fact]
    public void Of_AnotherStateAtTheSamePlace_KnowsNothing()
    {
        ScoreTables tables = new();
        tables.Of(7, 3, serial: 11, places: 10).Fits = true;
        tables.Of(7, 3, serial: 12, places: 10).Fits.ShouldBeNull();
    }

    [Fact]
    public void Of_MorePlacesThanBefore_KeepsWhatWasSaid()
    {
        ScoreTables tables = new();
        tables.Of(7, 3, serial: 11, places: 4).Fits = false;
        tables.Of(7, 5000, serial: 13, places: 5001).Fits = true;
        tables.Of(7, 3, serial: 11, places: 5001).Fits.ShouldBe(false);
    }

    [Fact]
    public void Of_TooManyPlaces_ForgetsTheShapeAskedAboutLongestAgo()
    {
        ScoreTables tables = new(mostPlaces: 3 * 1024);
        foreach (int shape in (int[])[1, 2, 3])
            tables.Of(shape, 0, serial: 1, places: 1024).Fits = true;
        tables.Of(1, 0, serial: 1, places: 1024).Fits.ShouldBe(true); // asked about again
        tables.Of(4, 0, serial: 1, places: 1024).Fits = true;
        tables.Count.ShouldBe(3);
        tables.Of(1, 0, serial: 1, places: 1024).Fits.ShouldBe(true);
        tables.Of(2, 0, serial: 1, places: 1024).Fits.ShouldBeNull();
    }

    [Fact]
    public void Of_OneShapeLargerThanAll_IsKeptAllTheSame()
    {
        ScoreTables tables = new(mostPlaces: 16);
        tables.Of(1, 999, serial: 1, places: 1000).Fits = true;
        tables.Of(1, 999, serial: 1, places: 1000).Fits.ShouldBe(true);
    }

    [Fact]
    public void Clear_ForgetsAll()
    {
        ScoreTables tables = new();
        tables.Of(1, 0, serial: 1, places: 1).Fits = true;
        tables.Clear();
        tables.Of(1, 0, serial: 1, places: 1).Fits.ShouldBeNull();
    }
}
