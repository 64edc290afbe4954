using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Tests.Shell;

public class TableTests
{
    private static string[] Written(Table table, int width)
    {
        var terminal = new Terminal(new StringWriter(), new StringWriter(), Stream.Null, TimeProvider.System) { Width = width };
        terminal.Write(table);
        return terminal.Out.ToString()!.TrimEnd('\n').Split('\n');
    }

    [Fact]
    public void Numbers_stand_right_and_words_left()
    {
        var table = new Table(Column.Text("policy"), Column.Number("misses"));
        table.Add("lru", 7);
        table.Add("teleodynamic", 1234);
        Assert.Equal(["policy        misses", "lru                7", "teleodynamic    1234"], Written(table, 100));
    }

    [Fact]
    public void Only_text_is_cut_to_fit_the_terminal()
    {
        var table = new Table(Column.Word("id"), Column.Text("description"), Column.Number("count"));
        table.Add("identifier", new string('x', 100), 123456);
        string[] lines = Written(table, 40);
        Assert.All(lines, line => Assert.True(line.Length <= 40));
        Assert.Contains("identifier", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("…  123456", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Table(Column.Text("one")).Add("one", "two"));
}
