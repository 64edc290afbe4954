using Teleo.Controller.Tracing;
using Teleo.Experiments.Tables;

namespace Teleo.Experiments.Tracing;

/// <summary>Writes the tables of a trace for analysis in other tools.</summary>
internal static class TraceExport
{
    /// <summary>Writes the tables, each row with its run, and gives their paths.</summary>
    public static IReadOnlyList<string> Write(TraceReader reader, string folder, string format, CancellationToken cancellation = default)
    {
        var key = RowKey.Of(reader.Header);
        return TableFiles.Write(folder, format, TraceTables.Names,
            sink => new TraceTables(reader.Header.Catalog, new KeyedTables(sink, key)).Write(reader, cancellation));
    }
}
