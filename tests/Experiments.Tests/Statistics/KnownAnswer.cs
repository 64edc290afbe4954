using System.Text.Json;

namespace Teleo.Experiments.Tests.Statistics;

/// <summary>One file of known answers, read by path, and the comparison its readme asks for.</summary>
internal static class KnownAnswer
{
    public const double Exact = 1e-9;

    /// <summary>Where a root finder or a distribution's tail is involved.</summary>
    public const double Tail = 1e-7;

    public static JsonElement File(string name) =>
        JsonDocument.Parse(System.IO.File.ReadAllBytes(Repository.KnownAnswers(name))).RootElement;

    public static JsonElement At(this JsonElement element, string path)
    {
        foreach (string step in path.Split('.')) element = element.GetProperty(step);
        return element;
    }

    public static double Number(this JsonElement element, string path) => element.At(path).GetDouble();

    public static double[] Numbers(this JsonElement element) => [.. element.EnumerateArray().Select(x => x.GetDouble())];

    public static double[] Numbers(this JsonElement element, string path) => element.At(path).Numbers();

    public static int[] Integers(this JsonElement element, string path) => [.. element.At(path).EnumerateArray().Select(x => x.GetInt32())];

    public static double[][] Table(this JsonElement element, string path) => [.. element.At(path).EnumerateArray().Select(Numbers)];

    /// <summary>Equal to a relative tolerance; near zero, to an absolute one.</summary>
    public static void Close(double expected, double actual, double tolerance = Exact)
    {
        if (expected == actual) return;
        double allowed = tolerance * Math.Max(Math.Abs(expected), 1e-6);
        Assert.True(Math.Abs(expected - actual) <= allowed, $"expected {expected:R}, found {actual:R}");
    }

    public static void Close(double[] expected, double[] actual, double tolerance = Exact)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Close(expected[i], actual[i], tolerance);
    }
}
