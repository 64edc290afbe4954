using System.Text.RegularExpressions;

namespace Teleo.Architecture.Tests;

/// <summary>Everything in src is there for somebody: the program, the native library, a notebook, a script, a document or a header.</summary>
public sealed partial class UseTests
{
    /// <summary>Methods that nothing in src calls and no reader is shown, with the date on which they were listed. The list may only shrink.</summary>
    private const string KnownMethods = "tests/Architecture.Tests/Known/unused-methods.txt";

    /// <summary>Files that no path from the product reaches. The list may only shrink.</summary>
    private const string KnownFiles = "tests/Architecture.Tests/Known/unreached-files.txt";

    [Fact]
    public void Every_file_is_reached_from_the_product()
    {
        var unreached = SourceTree.Code("src").Except(Reached(SymbolGraph.Edges, Roots())).Where(file => !IsOnlyAttributes(file));
        Compare(KnownFiles, unreached);
    }

    [Fact]
    public void Every_method_has_a_caller_or_a_reader()
    {
        var shown = ShownWords();
        Compare(KnownMethods, SymbolGraph.UnusedMethods().Where(method => !shown.Contains(method.Name)).Select(method => $"{method.File} {method.Type}.{method.Name}"));
    }

    /// <summary>The rule sees a file that nobody uses, and follows uses through others.</summary>
    [Fact]
    public void An_unreached_file_is_seen()
    {
        SymbolGraph.Edge[] edges = [new("a", "b", ""), new("b", "c", ""), new("d", "c", "")];
        Assert.Equal(["a", "b", "c"], Reached(edges, ["a"]).Order());
    }

    /// <summary>The program, the exports of the native library, and the files whose type a notebook, script, document or header names.</summary>
    private static IEnumerable<string> Roots()
    {
        var shown = ShownWords();
        return SourceTree.Code("src").Where(file => file.EndsWith("/Program.cs", StringComparison.Ordinal) || Place.Of(file) is { Project: "Native", Folder: "." }
            || shown.Contains(Path.GetFileNameWithoutExtension(file)));
    }

    /// <summary>Words of code that users are shown.</summary>
    private static HashSet<string> ShownWords() =>
    [
        .. from file in SourceTree.Files
           where file.StartsWith("notebooks/", StringComparison.Ordinal) || file.StartsWith("experiments/", StringComparison.Ordinal)
               || file.StartsWith("include/", StringComparison.Ordinal) || file is "README.md" || file.StartsWith("docs/", StringComparison.Ordinal) || file.StartsWith("bench/", StringComparison.Ordinal)
           where Path.GetExtension(file) is ".ipynb" or ".csx" or ".cs" or ".md" or ".h"
           from Match word in Word().Matches(SourceTree.Read(file))
           select word.Value,
    ];

    private static HashSet<string> Reached(IReadOnlyList<SymbolGraph.Edge> edges, IEnumerable<string> roots)
    {
        var uses = edges.ToLookup(edge => edge.From, edge => edge.To);
        var reached = new HashSet<string>();
        var next = new Stack<string>(roots);
        while (next.TryPop(out string? file))
            if (reached.Add(file)) foreach (string used in uses[file]) next.Push(used);
        return reached;
    }

    private static bool IsOnlyAttributes(string file) => !SourceTree.Read(file).Contains("namespace ", StringComparison.Ordinal);

    private static void Compare(string list, IEnumerable<string> found)
    {
        string path = Repository.PathOf(list);
        string[] now = [.. found.Distinct().Order(StringComparer.Ordinal)];
        string[] known = [.. File.ReadAllLines(path).Where(line => line.Length > 0 && line[0] != '#')];
        if (Environment.GetEnvironmentVariable("TELEO_ACCEPT_STYLE") == "1")
            File.WriteAllLines(path, [.. File.ReadAllLines(path).Where(line => line.StartsWith('#')), .. now.Intersect(known)]);
        Assert.Empty(now.Except(known));
    }

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]+")]
    private static partial Regex Word();
}
