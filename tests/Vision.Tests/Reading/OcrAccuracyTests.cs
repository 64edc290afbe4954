using Teleo.Vision.Reading;
using Teleo.Vision.Specs;
using Xunit.Abstractions;

namespace Teleo.Vision.Tests.Reading;

/// <summary>
/// Pages of words, numbers and punctuation, drawn in three fonts of 20 to 28 pixels at five angles from -10 to 10 degrees, read by the
/// published PP-OCRv4 models.
/// </summary>
public sealed class OcrAccuracyTests(ITestOutputHelper output)
{
    private sealed record Result(int Characters, int CharacterErrors, int Spaces, int SpaceErrors);

    [OcrModelsFact]
    public void Of_six_pages_at_most_two_characters_in_a_hundred_are_wrong_and_spaces_are_restored() => Read(pages: 6);

    [NightlyOcrModelsFact]
    public void Of_fifty_pages_at_most_two_characters_in_a_hundred_are_wrong_and_spaces_are_restored() => Read(pages: 50);

    private void Read(int pages)
    {
        using var model = VisionModel.Open(new("reader", VisionModelKind.PaddleOcr, OcrModels.Config));
        using var pipeline = Pipeline(model, "");
        using var modelOnly = Pipeline(model, """{"restore_spaces": false}""");
        var results = new Result[pages];
        var unrestored = new Result[DrawnPage.Fonts.Length];
        Parallel.For(0, pages, new ParallelOptions { MaxDegreeOfParallelism = 2 }, number =>
        {
            var page = DrawnPage.Make((uint)number);
            results[number] = Compare(page.Lines, pipeline.Run(page.File));
            if (number < unrestored.Length) unrestored[number] = Compare(page.Lines, modelOnly.Run(page.File));
        });

        double characterError = Share(results, result => result.CharacterErrors, result => result.Characters);
        double spaceError = Share(results, result => result.SpaceErrors, result => result.Spaces);
        double unrestoredError = Share(unrestored, result => result.SpaceErrors, result => result.Spaces);
        output.WriteLine($"{pages} pages, {results.Sum(result => result.Characters)} characters without spaces: {characterError:P2} wrong");
        output.WriteLine($"{results.Sum(result => result.Spaces)} spaces: {spaceError:P2} missing or too many");
        output.WriteLine($"on {unrestored.Length} pages without restoring: {unrestoredError:P2}");
        Assert.InRange(characterError, 0, 0.02);
        Assert.InRange(spaceError, 0, 0.02);
    }

    private static ReadingPipeline Pipeline(VisionModel model, string config) =>
        (ReadingPipeline)model.CreatePipeline(new("p", VisionPipelineKind.PaddleOcr, config));

    private static double Share(Result[] results, Func<Result, int> part, Func<Result, int> whole) =>
        (double)results.Sum(part) / results.Sum(whole);

    /// <summary>Spaces are compared in lines whose letters are right: by the number of letters before each.</summary>
    private static Result Compare(string[] drawn, ReadPage page)
    {
        string[] read = page.Text.TrimEnd('\n').Split('\n');
        string expected = string.Concat(drawn.Select(Letters)), found = string.Concat(read.Select(Letters));
        int spaces = 0, errors = 0;
        foreach (var (line, other) in drawn.Join(read, Letters, Letters, (line, other) => (line, other)))
        {
            var (places, readPlaces) = (Spaces(line), Spaces(other));
            spaces += places.Count;
            places.SymmetricExceptWith(readPlaces);
            errors += places.Count;
        }

        return new(expected.Length, EditDistance.Of(expected, found), spaces, errors);
    }

    private static string Letters(string line) => line.Replace(" ", "", StringComparison.Ordinal);

    private static HashSet<int> Spaces(string line) =>
        [.. line.Select((c, index) => (c, index)).Where(pair => pair.c == ' ').Select((pair, earlier) => pair.index - earlier)];
}
