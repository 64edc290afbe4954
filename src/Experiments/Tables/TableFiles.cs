using Teleo.Controller.Tracing;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Tables;

/// <summary>Writes tables as files for analysis, one file a table, each complete or absent.</summary>
internal static class TableFiles
{
    public const string Csv = "csv", Parquet = "parquet";

    /// <summary>The formats that tables can be written in.</summary>
    public static IReadOnlyList<string> Formats { get; } = [Parquet, Csv];

    /// <summary>Writes the tables that <paramref name="fill"/> adds rows to, and gives their paths.</summary>
    public static IReadOnlyList<string> Write(string folder, string format, IReadOnlyList<string> names, Action<ITableSink> fill)
    {
        string[] paths = [.. names.Select(name => Path.Combine(folder, $"{name}.{format}"))];
        Open(paths, [], streams =>
        {
            var byName = names.Zip(streams).ToDictionary(pair => pair.First, pair => pair.Second);
            using ITableWriter sink = format == Csv ? new CsvTables(byName) : new ParquetTables(byName);
            fill(sink);
            sink.Finish();
        });
        return paths;
    }

    /// <summary>All files are open at once, and every one of them appears after the last row of all.</summary>
    private static void Open(ReadOnlySpan<string> paths, Stream[] open, Action<Stream[]> body)
    {
        if (paths.IsEmpty)
        {
            body(open);
            return;
        }

        string[] others = [.. paths[1..]];
        AtomicFile.Write(paths[0], stream => Open(others, [.. open, stream], body));
    }
}
