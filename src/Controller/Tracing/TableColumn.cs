namespace Teleo.Controller.Tracing;

/// <summary>The name and the kind of a table's column.</summary>
internal readonly record struct TableColumn(string Name, CellKind Kind);

/// <summary>The kind of a cell's value.</summary>
internal enum CellKind : byte
{
    Whole,
    Real,
    Flag,
    Text,
}
