using System.Numerics;
using System.Text;
using System.Text.Json;
using Teleo.Vision.Geometry;
using Teleo.Vision.Reading;

namespace Teleo.Vision.Tests.Reading;

/// <summary>The text of a page, its offsets, and its structure agree, whatever was read.</summary>
public sealed class ReadPageTests
{
    private static readonly string[] Texts = ["a", "two words", "é", "日本", "\"quoted\" \\ <b>", "tab\tand €", "😀"];

    /// <summary>Rows of up to three lines, some rows empty.</summary>
    private static (ReadPage Page, List<List<string>> Rows) Any(uint seed)
    {
        var random = Cases.Stream("page", seed);
        var writer = new PageWriter();
        List<List<string>> rows = [];
        for (int row = 0; row < 6; row++)
        {
            List<string> lines = [.. Enumerable.Range(0, random.NextInt(4)).Select(_ => Texts[random.NextInt(Texts.Length)])];
            var box = new RotatedBox(new(50, 10 * row), Vector2.UnitX, 40, 8);
            foreach (string line in lines) writer.Add(box, new(line, (float)random.NextDouble(), random.NextInt(3) - 1, 0.5f));
            writer.EndRow();
            if (lines.Count > 0) rows.Add(lines);
        }

        return (writer.Page(100, 80, 0.1f), rows);
    }

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void Rows_end_with_a_line_feed_and_each_line_lies_at_its_offset(uint seed)
    {
        var (page, rows) = Any(seed);
        Assert.Equal(string.Concat(rows.Select(row => string.Join(' ', row) + "\n")), page.Text);
        Assert.Equal(rows.SelectMany(row => row), page.Lines.Select(page.TextOf));
        Assert.Equal(rows.SelectMany((row, index) => row.Select(_ => index)), page.Lines.Select(line => line.Row));
        Assert.Equal(rows.SelectMany(row => row).Select(Encoding.UTF8.GetByteCount), page.Lines.Select(line => line.TextLength));
    }

    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void The_structure_satisfies_its_schema_and_says_the_same(uint seed)
    {
        var (page, rows) = Any(seed);
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("docs", "reference", "page.schema.json")));
        using var structure = JsonDocument.Parse(page.StructureJson());
        Assert.Null(JsonSchema.Fault(schema.RootElement, structure.RootElement));
        var written = structure.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().ToList()).ToList();
        Assert.Equal(rows, written.Select(row => row.ConvertAll(line => line.GetProperty("text").GetString()!)));
        var points = written.SelectMany(row => row).SelectMany(line => line.GetProperty("points").EnumerateArray());
        Assert.Equal(page.Lines.SelectMany(line => line.Points), points.Select(value => value.GetSingle()));
    }
}
