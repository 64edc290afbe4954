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
    public void Only_text_is_broken_to_fit_the_terminal_and_nothing_of_it_is_lost()
    {
        var table = new Table(Column.Word("id"), Column.Text("description"), Column.Number("count"));
        table.Add("identifier", $"two words {new string('x', 100)}", 123456);
        string[] lines = Written(table, 40);
        Assert.All(lines, line => Assert.True(line.Length <= 40));
        Assert.StartsWith("identifier  two words", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("  123456", lines[1], StringComparison.Ordinal);
        Assert.Equal(100, lines.Skip(1).Sum(line => line.Count(c => c == 'x')));
    }

    [Fact]
    public void A_heading_is_broken_before_a_name()
    {
        var table = new Table(Column.Text("policy"), Column.Number("over teleodynamic"), Column.Number("loads"));
        table.Add("clairvoyant-credit", "-117", 3786);
        Assert.Equal(["                            over", "policy              teleodynamic  loads", "clairvoyant-credit          -117   3786"],
            Written(table, 39));
    }

    [Fact]
    public void An_extra_number_is_left_out_before_a_name_is_broken()
    {
        var table = new Table(Column.Text("policy"), Column.Extra("loads"), Column.Number("lost"));
        table.Add("clairvoyant-credit", 3786, 0);
        Assert.Equal(["policy              lost", "clairvoyant-credit     0", "Left out for want of width: loads."], Written(table, 28));
        Assert.Equal(2, Written(table, 31).Length);
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.000012, "12 us")]
    [InlineData(0.4677, "468 ms")]
    [InlineData(19.58, "19.6 s")]
    [InlineData(2411.0, "40.2 min")]
    [InlineData(14_400, "4 h")]
    [InlineData(12_714_833_759.0, "147,162 d")]
    [InlineData(double.NaN, "-")]
    public void Times_are_told_in_the_unit_that_people_use(double seconds, string told) => Assert.Equal(told, QuantityText.Duration(seconds));

    [Theory]
    [InlineData(92_580, "25.7 GB h")]
    [InlineData(90, "90 GB s")]
    public void Memory_over_time_is_told_in_hours(double amount, string told) => Assert.Equal(told, QuantityText.GigabyteSeconds(amount));

    [Fact]
    public void A_row_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Table(Column.Text("one")).Add("one", "two"));
}
