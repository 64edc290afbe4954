using System.Reflection;
using Teleo.Controller.Tracing;
using Teleo.Engine.Input;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Tables;

namespace Teleo.Experiments.Comparisons;

/// <summary>All figures of all cells of a comparison, one row per policy and seed, numbers that round-trip.</summary>
internal static class ComparisonCsv
{
    private const string Cells = "cells";

    private static readonly PropertyInfo[] Figures =
        [.. typeof(RunReport).GetProperties()
            .Where(property => property.PropertyType is { IsPrimitive: true } or { IsValueType: true }
                && property.Name != nameof(RunReport.Seed))];

    public static void Write(IEnumerable<ComparisonCell> cells, Stream file)
    {
        using var table = new CsvTables(new Dictionary<string, Stream> { [Cells] = file });
        table.Open(Cells,
        [
            new("policy", CellKind.Text), new("seed", CellKind.Whole),
            .. Figures.Select(figure => new TableColumn(Json.Options.PropertyNamingPolicy!.ConvertName(figure.Name), CellKind.Real)),
        ]);
        foreach (var cell in cells)
            table.Add(Cells,
                [cell.Policy, cell.Seed, .. Figures.Select(figure => cell.Report is null ? null : figure.GetValue(cell.Report))]);
    }
}
