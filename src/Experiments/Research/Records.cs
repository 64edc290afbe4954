using System.Collections;
using System.Globalization;
using System.Reflection;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Research;

/// <summary>Records of one type as a table in notebooks: a column for each property.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class Records : IShown
{
    /// <summary>Rows beyond these are not shown.</summary>
    private const int MostRows = 200;

    private readonly PropertyInfo[] _columns;
    private readonly object[] _rows;

    internal Records(IEnumerable records, Type type)
    {
        _columns = [.. ColumnsOf(type)];
        _rows = [.. records.Cast<object?>().OfType<object>().Where(type.IsInstanceOfType).Take(MostRows)];
    }

    string IShown.Html => HtmlTable.Of(_columns.Select(column => column.Name), _rows.Select(Cells));

    public override string ToString() => string.Join(Environment.NewLine, _rows.Select(row => string.Join("  ", Cells(row))));

    internal static IEnumerable<PropertyInfo> ColumnsOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0);

    private IEnumerable<string> Cells(object row) => _columns.Select(column => column.GetValue(row) switch
    {
        null => "",
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        var cell => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    });
}

/// <summary>Makes tables of records.</summary>
public static class RecordTables
{
    /// <summary>Returns the records as a table that every kernel of notebooks shows.</summary>
    public static Records ToTable<T>(this IEnumerable<T> records) => new(records, typeof(T));
}
