using System.Collections.Immutable;
using System.Diagnostics;
using Parquet;
using Parquet.Schema;
using Teleo.Controller.Tracing;

namespace Teleo.Experiments.Tables;

/// <summary>Writes tables as Parquet: typed columns, in groups of rows so that memory does not grow with the table.</summary>
internal sealed class ParquetTables(IReadOnlyDictionary<string, Stream> files) : ITableWriter
{
    private readonly Dictionary<string, Growing> _tables = [];

    public void Open(string table, ImmutableArray<TableColumn> columns) => _tables[table] = new Growing(files[table], columns);

    public void Add(string table, ReadOnlySpan<object?> cells) => _tables[table].Add(cells);

    public void Finish()
    {
        foreach (var table in _tables.Values) table.Finish();
    }

    public void Dispose()
    {
        foreach (var table in _tables.Values) table.Dispose();
    }

    private sealed class Growing : IDisposable
    {
        /// <summary>Rows of a group: 20 columns of them take about 10 MB.</summary>
        private const int GroupRows = 1 << 16;

        private readonly ParquetWriter _writer;
        private readonly DataField[] _fields;
        private readonly CellKind[] _kinds;
        private readonly List<object?>[] _columns;

        public Growing(Stream stream, ImmutableArray<TableColumn> columns)
        {
            _fields = [.. columns.Select(column => new DataField(column.Name, TypeOf(column.Kind), isNullable: true))];
            _kinds = [.. columns.Select(column => column.Kind)];
            _columns = [.. columns.Select(_ => new List<object?>())];
            _writer = Ended(ParquetWriter.CreateAsync(new ParquetSchema(_fields), stream));
        }

        public void Add(ReadOnlySpan<object?> cells)
        {
            for (int i = 0; i < _columns.Length; i++) _columns[i].Add(cells[i]);
            if (_columns[0].Count == GroupRows) WriteGroup();
        }

        public void Finish()
        {
            if (_columns[0].Count > 0) WriteGroup();
            _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        public void Dispose() => _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();

        private void WriteGroup()
        {
            using var group = _writer.CreateRowGroup();
            for (int i = 0; i < _fields.Length; i++)
            {
                var (field, values) = (_fields[i], _columns[i]);
                Ended(_kinds[i] switch
                {
                    CellKind.Whole => group.WriteAsync<long>(field, Of<long>(values)),
                    CellKind.Real => group.WriteAsync<double>(field, Of<double>(values)),
                    CellKind.Flag => group.WriteAsync<bool>(field, Of<bool>(values)),
                    CellKind.Text => group.WriteAsync(field, [.. values.Select(value => (string?)value ?? "")]),
                    _ => throw new UnreachableException(),
                });
                values.Clear();
            }
        }

        private static ReadOnlyMemory<T?> Of<T>(List<object?> values)
            where T : struct => values.Select(value => (T?)value).ToArray();

        private static Type TypeOf(CellKind kind) => kind switch
        {
            CellKind.Whole => typeof(long),
            CellKind.Real => typeof(double),
            CellKind.Flag => typeof(bool),
            CellKind.Text => typeof(string),
            _ => throw new UnreachableException(),
        };

        // The library is asynchronous throughout; the streams are files, and a command waits for them.
        private static T Ended<T>(Task<T> task) => task.GetAwaiter().GetResult();

        private static void Ended(Task task) => task.GetAwaiter().GetResult();
    }
}
