using System.Numerics;
using Teleo.Vision.Geometry;

namespace Teleo.Vision.Tests.Geometry;

/// <summary>Pages of rows, some of several lines, turned and given in any order, are read as they were laid out.</summary>
public sealed class ReadingOrderTests
{
    private const float Height = 20;

    /// <summary>Rows 1.6 heights apart; lines in them of any width, moved up or down by up to a fifth of their height.</summary>
    private static (List<RotatedBox> Lines, List<List<int>> Rows) Page(uint seed, float degrees)
    {
        var random = Cases.Stream("page", seed);
        float angle = degrees * MathF.PI / 180;
        var turn = Matrix3x2.CreateRotation(angle, new(300, 200));
        List<RotatedBox> lines = [];
        List<List<int>> rows = [];
        for (int row = 0; row < 6; row++)
        {
            rows.Add([]);
            float x = Cases.Between(ref random, 0, 60);
            for (int i = random.NextInt(3); i >= 0; i--)
            {
                float width = Cases.Between(ref random, 45, 180);
                float y = 100 + row * 1.6f * Height + Cases.Between(ref random, -0.2f, 0.2f) * Height;
                rows[^1].Add(lines.Count);
                lines.Add(new(Vector2.Transform(new(x + width / 2, y), turn), new(MathF.Cos(angle), MathF.Sin(angle)), width, Height));
                x += width + Cases.Between(ref random, 10, 60);
            }
        }

        return (lines, rows);
    }

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void Rows_are_read_from_the_top_and_lines_from_the_left_at_any_angle(uint seed)
    {
        foreach (float degrees in new[] { -10f, -4f, 0f, 4f, 10f })
        {
            var (lines, rows) = Page(seed, degrees);
            Assert.Equal(rows, ReadingOrder.Rows(lines));
            Assert.Equal(degrees * MathF.PI / 180, ReadingOrder.Angle(lines), 1e-5);
        }
    }

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void The_order_in_which_lines_are_given_does_not_matter(uint seed)
    {
        var (lines, rows) = Page(seed, 7);
        var random = Cases.Stream("shuffle", seed);
        int[] places = [.. Enumerable.Range(0, lines.Count)];
        for (int i = places.Length - 1; i > 0; i--)
        {
            int other = random.NextInt(i + 1);
            (places[i], places[other]) = (places[other], places[i]);
        }

        var shuffled = places.Select(place => lines[place]).ToList();
        Assert.Equal(rows, ReadingOrder.Rows(shuffled).Select(row => row.Select(index => places[index]).ToList()).ToList());
    }

    [Fact]
    public void A_page_without_lines_has_no_rows_and_no_angle()
    {
        Assert.Empty(ReadingOrder.Rows([]));
        Assert.Equal(0, ReadingOrder.Angle([]));
    }
}
