using System.Globalization;
using System.IO.Compression;

namespace Teleo.Experiments.Preprint;

/// <summary>A table of samples with their classes, as it ships with the program.</summary>
public sealed class DataSet
{
    private readonly double[] _values;

    private DataSet(string name, double claimed, IReadOnlyList<string> classes, double[] values, int[] labels)
    {
        (Name, Claimed, Classes, _values, Labels) = (name, claimed, classes, values, labels);
        Shape = new(values.Length / labels.Length, classes.Count);
    }

    public static IReadOnlyList<string> Names { get; } = [.. Shipped.Select(entry => entry.Name)];

    public string Name { get; }

    /// <summary>The share of right answers in the test that the preprint states.</summary>
    public double Claimed { get; }

    public IReadOnlyList<string> Classes { get; }

    public LearnerShape Shape { get; }

    public int Features => Shape.Features;

    public int Count => Labels.Count;

    public IReadOnlyList<int> Labels { get; }

    public ReadOnlySpan<double> RowOf(int sample) => _values.AsSpan(sample * Features, Features);

    /// <summary>Returns the stated test accuracy of a data set without reading it.</summary>
    public static double ClaimedOf(string name) => Shipped.Single(entry => entry.Name == name).Claimed;

    public static DataSet Load(string name)
    {
        var entry = Shipped.FirstOrDefault(entry => entry.Name == name);
        if (entry.Name is null) throw new ArgumentException($"no data set '{name}'; there are {string.Join(", ", Names)}", nameof(name));
        using var file = typeof(DataSet).Assembly.GetManifestResourceStream(entry.File)
            ?? throw new InvalidDataException($"{entry.File} is not in the program");
        using var stream = entry.File.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        return Read(entry.Name, entry.Claimed, entry.HasHeading, reader);
    }

    private static (string Name, string File, double Claimed, bool HasHeading)[] Shipped =>
    [
        ("iris", "iris.csv", 0.933, true),
        ("wine", "wine.csv", 0.926, true),
        ("breast-cancer", "breast-cancer.csv", 0.947, true),
        ("digits", "digits.csv.gz", 0.559, false),
    ];

    /// <summary>
    /// Reads rows of features with the class last. A heading gives the counts of rows and features, then the names of the classes.
    /// </summary>
    private static DataSet Read(string name, double claimed, bool hasHeading, TextReader reader)
    {
        string[] heading = hasHeading ? reader.ReadLine()!.Split(',') : [];
        var values = new List<double>();
        var labels = new List<int>();
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split(',');
            foreach (string cell in cells.AsSpan(..^1)) values.Add(double.Parse(cell, CultureInfo.InvariantCulture));
            labels.Add(int.Parse(cells[^1], CultureInfo.InvariantCulture));
        }

        string[] classes = hasHeading
            ? heading[2..]
            : [.. Enumerable.Range(0, labels.Max() + 1).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        return new(name, claimed, classes, [.. values], [.. labels]);
    }
}
