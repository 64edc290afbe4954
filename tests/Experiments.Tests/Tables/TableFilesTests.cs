using Parquet;
using Teleo.Controller.Tracing;
using Teleo.Experiments.Tables;

namespace Teleo.Experiments.Tests.Tables;

/// <summary>Tables keep names, kinds and values in both formats, over more rows than one group of Parquet holds.</summary>
public sealed class TableFilesTests : IDisposable
{
    private const int Rows = 70_000;

    private static readonly RowKey Key = new("run 1", "lru", 7, "drift@disk", "6", "abc");

    private readonly string _folder = TestFolder.New("teleo-tables");

    [Fact]
    public async Task Parquet_holds_typed_columns_and_every_row()
    {
        string path = Assert.Single(Write(TableFiles.Parquet));
        await using var reader = await ParquetReader.CreateAsync(path);
        var fields = reader.Schema.GetDataFields();
        Assert.Equal("run policy seed world capacity code id share done name", string.Join(' ', fields.Select(field => field.Name)));
        Assert.Equal([typeof(long), typeof(double), typeof(bool)], fields[6..9].Select(field => field.ClrType));
        long rows = 0;
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            using var part = reader.OpenRowGroupReader(group);
            rows += part.RowCount;
        }

        Assert.True(reader.RowGroupCount > 1);
        Assert.Equal(Rows, rows);
    }

    [Fact]
    public void Csv_quotes_what_needs_it_and_leaves_unknown_cells_empty()
    {
        string[] lines = File.ReadAllLines(Assert.Single(Write(TableFiles.Csv)));
        Assert.Equal("run,policy,seed,world,capacity,code,id,share,done,name", lines[0]);
        Assert.Equal("run 1,lru,7,drift@disk,6,abc,0,0.1,true,\"a, \"\"b\"\"\"", lines[1]);
        Assert.Equal("run 1,lru,7,drift@disk,6,abc,1,,false,c", lines[2]);
        Assert.Equal(Rows + 1, lines.Length);
    }

    [Fact]
    public void A_table_whose_making_fails_leaves_no_file()
    {
        Assert.Throws<InvalidOperationException>(() =>
            TableFiles.Write(_folder, TableFiles.Csv, ["t"], _ => throw new InvalidOperationException()));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IReadOnlyList<string> Write(string format) => TableFiles.Write(_folder, format, ["t"], sink =>
    {
        ITableSink keyed = new KeyedTables(sink, Key);
        keyed.Open("t", [new("id", CellKind.Whole), new("share", CellKind.Real), new("done", CellKind.Flag), new("name", CellKind.Text)]);
        for (long row = 0; row < Rows; row++)
            keyed.Add("t", row == 0 ? [row, 0.1, true, "a, \"b\""] : [row, null, false, "c"]);
    });
}
