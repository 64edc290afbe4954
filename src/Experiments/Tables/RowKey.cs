using System.Collections.Immutable;
using Teleo.Controller.Tracing;

namespace Teleo.Experiments.Tables;

/// <summary>The run of a row, so that tables of several runs can be joined.</summary>
/// <param name="World">Workload and machine, such as <c>drift@disk</c>.</param>
/// <param name="Code">The revision of the source that decided.</param>
internal sealed record RowKey(string Run, string Policy, long Seed, string World, string Capacity, string Code)
{
    public static ImmutableArray<TableColumn> Columns { get; } =
    [
        new("run", CellKind.Text), new("policy", CellKind.Text), new("seed", CellKind.Whole), new("world", CellKind.Text),
        new("capacity", CellKind.Text), new("code", CellKind.Text),
    ];

    public ImmutableArray<object?> Cells => [Run, Policy, Seed, World, Capacity, Code];

    public static RowKey Of(TraceHeader header)
    {
        var run = header.Run;
        string workload = run.GetValueOrDefault("workload", "");
        string place = run.GetValueOrDefault("machine", run.GetValueOrDefault("plant", ""));
        return new(header.RunId, header.Policy, (long)header.Seed, place.Length == 0 ? workload : $"{workload}@{place}",
            run.GetValueOrDefault("capacity", ""), header.SourceRevision);
    }
}

/// <summary>Puts the key of a run before every row.</summary>
internal sealed class KeyedTables(ITableSink sink, RowKey key) : ITableSink
{
    private readonly ImmutableArray<object?> _cells = key.Cells;

    public void Open(string table, ImmutableArray<TableColumn> columns) => sink.Open(table, [.. RowKey.Columns, .. columns]);

    public void Add(string table, ReadOnlySpan<object?> cells) => sink.Add(table, [.. _cells, .. cells]);
}
