namespace Teleo.Architecture.Tests;

/// <summary>Clock and chance come in as arguments; the analyzer says so, and these say that nobody talked it out of it.</summary>
public sealed class BannedCallTests
{
    /// <summary>The composition roots, where the real clock enters: the programs, and the facades of scripts and notebooks.</summary>
    private static readonly string[] Edges = ["src/Teleo/Program.cs", "src/Llama/Program.cs", "src/Native/Library.cs", "src/Experiments/Research/RealClock.cs"];

    [Fact]
    public void The_list_names_the_clock_and_chance()
    {
        string list = SourceTree.Read("BannedSymbols.txt");
        string[] expected = ["DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.UtcNow", "Stopwatch", "System.Random", "Guid.NewGuid", "Thread.Sleep", "Environment.TickCount64"];
        Assert.All(expected, symbol => Assert.Contains(symbol, list, StringComparison.Ordinal));
    }

    [Fact]
    public void A_banned_call_is_an_error_for_the_compiler()
    {
        Assert.Contains("dotnet_diagnostic.RS0030.severity = error", SourceTree.Read(".editorconfig"), StringComparison.Ordinal);
        Assert.Contains("BannedSymbols.txt", SourceTree.Read("Directory.Build.props"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_switches_the_ban_off()
    {
        var offenders = SourceTree.Code("src").Where(file => SourceTree.Read(file).Contains("RS0030", StringComparison.Ordinal));
        Assert.Empty(offenders);
    }

    [Fact]
    public void The_real_clock_enters_at_the_edge_only()
    {
        var readers = SourceTree.Code("src").Where(file => SourceTree.Read(file).Contains("TimeProvider.System", StringComparison.Ordinal));
        Assert.Empty(readers.Except(Edges));
    }
}
