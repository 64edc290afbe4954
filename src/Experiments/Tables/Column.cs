using System.Globalization;

namespace Teleo.Experiments.Tables;

/// <summary>One column of a <see cref="Table"/>.</summary>
/// <param name="AlignsRight">Numbers stand under each other by their last digit.</param>
/// <param name="Shrinks">Its long cells are broken into lines when the table would be wider than the terminal.</param>
/// <param name="IsExtra">It is left out where the table would not fit otherwise, the last of them first.</param>
internal readonly record struct Column(string Title, bool AlignsRight, bool Shrinks, bool IsExtra = false)
{
    /// <summary>Writes the value of a cell: numbers are shown as they are, round them before; nothing where nothing is known.</summary>
    public static string Written(object? cell) => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";

    public static Column Text(string title) => new(title, AlignsRight: false, Shrinks: true);

    public static Column Number(string title) => new(title, AlignsRight: true, Shrinks: false);

    /// <summary>A number that a narrow terminal can do without.</summary>
    public static Column Extra(string title) => Number(title) with { IsExtra = true };

    /// <summary>Returns a column of short words that are never broken.</summary>
    public static Column Word(string title) => new(title, AlignsRight: false, Shrinks: false);
}
