using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Teleo.Controller.Domain;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tests.Loop;
using Teleo.Controller.Tracing;

namespace Teleo.Controller.Tests.Tracing;

/// <summary>What people get out of a trace: explanations, comparisons, tables.</summary>
public sealed class TraceReadingTests
{
    private static readonly byte[] Run = Traces.OfRun();

    [Fact]
    public void Every_decision_can_be_explained()
    {
        var reader = Traces.Read(Run);
        var texts = new List<string>();
        for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
            if (line == TraceLine.Decision) texts.Add(Explanation.Of(reader.Record, reader.Header.Catalog));
        Assert.All(texts, text => Assert.StartsWith("Decision ", text, StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("chose to activate", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("chose to replace", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("did nothing, because", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("Second was to", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("catalog")]
    [InlineData("options")]
    [InlineData("catalog.skills.0")]
    [InlineData("options.score")]
    [InlineData("options.ledger")]
    [InlineData("runId")]
    [InlineData("catalog.tasks.0")]
    public void Null_in_the_header_is_refused_though_the_chain_holds(string path)
    {
        byte[] trace = Traces.OfRun();
        int end = Array.IndexOf(trace, (byte)'\n');
        var line = JsonNode.Parse(trace.AsSpan(0, end))!.AsObject();
        line.Remove("hash");
        JsonNode at = line["header"]!;
        string[] steps = path.Split('.');
        foreach (string step in steps[..^1]) at = at is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : at[step]!;
        if (at is JsonArray items) items[int.Parse(steps[^1], CultureInfo.InvariantCulture)] = null;
        else if (at.AsObject().ContainsKey(steps[^1])) at[steps[^1]] = null;
        else Assert.Fail($"no {path} in {line}");
        byte[] open = Encoding.UTF8.GetBytes(line.ToJsonString()[..^1]);
        string hash = new HashChain().Extend(open);
        byte[] changed = [.. open, .. Encoding.ASCII.GetBytes($",\"hash\":\"{hash}\"}}\n"), .. trace[(end + 1)..]];

        var refused = Assert.Throws<TraceException>(() => Traces.Read(changed));
        Assert.Equal(TraceFault.Malformed, refused.Fault);
        Assert.DoesNotContain("Teleo.", refused.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("# Notes"), InlineData("# Notes\n"), InlineData("# Notes\nof a day")]
    public void A_text_that_is_no_trace_is_called_so(string text)
    {
        var refused = Assert.Throws<TraceException>(() => Traces.Read(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(TraceFault.Malformed, refused.Fault);
        Assert.Contains("no decision trace", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_miss_into_an_empty_pool_is_explained_by_its_waiting()
    {
        var rig = new Rig(new PoolDouble(Rig.Alike(2), ResourceVector.Bytes(20)));
        rig.Pool.Request(1);
        string text = Explanation.Of(rig.Record, rig.Pool.Catalog);
        Assert.Contains("after a miss of b: chose to activate b", text, StringComparison.Ordinal);
        Assert.Contains("waiting requests +", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_does_not_differ_from_itself()
    {
        var comparison = TraceComparison.Of(Traces.Read(Run), Traces.Read(Run));
        Assert.True(comparison.AreEqual);
        Assert.Equal(comparison.Compared, comparison.SameActions);
    }

    [Fact]
    public void The_first_divergence_of_two_runs_is_named()
    {
        var comparison = TraceComparison.Of(Traces.Read(Run), Traces.Read(Traces.OfRun(seed: 2)));
        Assert.False(comparison.AreEqual);
        Assert.StartsWith("decision ", comparison.First!.Value.Field, StringComparison.Ordinal);
        Assert.True(comparison.FirstLine > 1);
        Assert.True(comparison.SameInputs < comparison.Compared);
    }

    [Fact]
    public void Other_options_differ_in_the_header()
    {
        byte[] other = Traces.OfRun(options: new() { Selection = new() { Margin = 3 } });
        Assert.Equal("header.options", TraceComparison.Of(Traces.Read(Run), Traces.Read(other)).First!.Value.Field);
    }

    [Fact]
    public void The_tables_hold_a_row_for_everything()
    {
        var tables = Tables();
        var summary = TraceVerifier.Verify(Traces.Read(Run));
        Assert.Equal(TraceTables.Names, tables.Columns.Keys);
        Assert.Equal(summary.Decisions, tables.Rows["decisions"].Count);
        Assert.Equal(summary.Candidates, tables.Rows["candidates"].Count);
        Assert.True(tables.Rows["actions"].Count >= summary.Acted);
        Assert.True(tables.Rows["ledger"].Count >= summary.Decisions);
    }

    [Fact]
    public void Every_cell_is_of_the_kind_of_its_column()
    {
        var tables = Tables();
        foreach (var (table, rows) in tables.Rows)
        {
            var columns = tables.Columns[table];
            foreach (object?[] row in rows)
            {
                Assert.Equal(columns.Length, row.Length);
                foreach (var (column, cell) in columns.Zip(row))
                    Assert.True(cell is null || KindOf(cell) == column.Kind, $"{table}.{column.Name}: {cell} is {cell?.GetType()}");
            }
        }
    }

    [Fact]
    public void A_measured_load_stands_beside_its_prediction() =>
        Assert.Contains(Tables().Rows["actions"], row => row[^3..].SequenceEqual([true, 0.7, 0.7]));

    private static KeptTables Tables()
    {
        var tables = new KeptTables();
        var reader = Traces.Read(Run);
        new TraceTables(reader.Header.Catalog, tables).Write(reader);
        return tables;
    }

    private static CellKind KindOf(object cell) => cell switch
    {
        long => CellKind.Whole,
        double => CellKind.Real,
        bool => CellKind.Flag,
        string => CellKind.Text,
        _ => throw new ArgumentException($"{cell.GetType()}"),
    };

    private sealed class KeptTables : ITableSink
    {
        public Dictionary<string, ImmutableArray<TableColumn>> Columns { get; } = [];

        public Dictionary<string, List<object?[]>> Rows { get; } = [];

        public void Open(string table, ImmutableArray<TableColumn> columns)
        {
            Columns[table] = columns;
            Rows[table] = [];
        }

        public void Add(string table, ReadOnlySpan<object?> cells) => Rows[table].Add([.. cells]);
    }
}
