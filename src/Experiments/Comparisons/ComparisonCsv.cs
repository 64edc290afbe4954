using System.Globalization;
using System.Reflection;
using Teleo.Experiments.Metrics;

namespace Teleo.Experiments.Comparisons;

/// <summary>All figures of all cells of a comparison, one row per policy and seed, numbers that round-trip.</summary>
internal static class ComparisonCsv
{
    private static readonly PropertyInfo[] Figures =
        [.. typeof(RunReport).GetProperties()
            .Where(property => property.PropertyType is { IsPrimitive: true } or { IsValueType: true }
                && property.Name != nameof(RunReport.Seed))];

    public static void Write(IEnumerable<ComparisonCell> cells, Stream file)
    {
        using var text = new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine("policy,seed,"
            + string.Join(',', Figures.Select(figure => Teleo.Engine.Input.Json.Options.PropertyNamingPolicy!.ConvertName(figure.Name))));
        foreach (var cell in cells)
        {
            var values = Figures.Select(
                figure => cell.Report is null ? "" : Convert.ToString(figure.GetValue(cell.Report), CultureInfo.InvariantCulture));
            string policy = cell.Policy.Contains(',') ? $"\"{cell.Policy}\"" : cell.Policy;
            text.WriteLine($"{policy},{cell.Seed.ToString(CultureInfo.InvariantCulture)},{string.Join(',', values)}");
        }
    }
}
