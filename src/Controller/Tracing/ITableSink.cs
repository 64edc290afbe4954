using System.Collections.Immutable;

namespace Teleo.Controller.Tracing;

/// <summary>Takes the rows of tables, one after the other.</summary>
internal interface ITableSink
{
    /// <summary>Begins a table; its rows follow.</summary>
    void Open(string table, ImmutableArray<TableColumn> columns);

    /// <summary>Adds a row to the current table.</summary>
    /// <param name="cells">One for each column: a <see cref="long"/>, a <see cref="double"/>, a <see cref="bool"/> or a
    /// <see cref="string"/> as the column's kind asks; null where nothing is known.</param>
    void Add(string table, ReadOnlySpan<object?> cells);
}
