using System.Text.RegularExpressions;

namespace Teleo.Architecture.Tests;

/// <summary>Everything in src is there for somebody: the program, the native library, a notebook, a script, a document or a header.</summary>
public sealed partial class UseTests
{
    /// <summary>Types and members that nothing in src needs and no reader is shown, with the date on which they were listed and the reason. The list may only shrink.</summary>
    private const string KnownMembers = "tests/Architecture.Tests/Known/unused-members.txt";

    /// <summary>Files that no path from the product reaches. The list may only shrink.</summary>
    private const string KnownFiles = "tests/Architecture.Tests/Known/unreached-files.txt";

    [Fact]
    public void Every_file_is_reached_from_the_product()
    {
        var unreached = SourceTree.Code("src").Except(Reached(SymbolGraph.Edges, Roots())).Where(file => !IsOnlyAttributes(file));
        Compare(KnownFiles, unreached);
    }

    [Fact]
    public void Every_type_and_member_is_used_or_shown()
    {
        var shown = ShownWords();
        Compare(KnownMembers, SymbolGraph.Unused().Where(member => !member.Names.Any(shown.Contains)).Select(member => $"{member.File} {member.Kind} {member.Type}.{member.Name}"));
    }

    /// <summary>The rule sees each kind of member that nobody needs, and what is only set; it spares what is read, listed whole or called by itself alone.</summary>
    [Fact]
    public void An_unused_member_is_seen()
    {
        var unused = SymbolGraph.Unused("""
            namespace N;
            enum Kind { Asked, Never }
            enum Read { ByNumber }
            class Idle { }
            class Kept
            {
                public int OnlySet { get; set; }
                public int IsRead { get; set; }
                public const int Limit = 3;
                private int _counted;
                void Alone() => Alone();
                void Called() { _counted++; OnlySet = IsRead; if ((object)Kind.Asked is Read) System.Console.WriteLine((Read)0); }
                static void Main() => new Kept().Called();
            }
            record Pair(int First, int Second);
            class Whole { public int Written { get; set; } }
            class User
            {
                static void Use(Pair pair) { var (first, second) = pair; }
                static User() { Use(new Pair(1, 2)); System.Text.Json.JsonSerializer.Serialize(new Whole()); }
            }
            """);
        Assert.Equal(["field Kept.Limit", "field Kept._counted", "method Kept.Alone", "property Kept.OnlySet", "type .Idle", "type .Kept", "type .User", "value Kind.Never"],
            unused.Select(member => $"{member.Kind} {member.Type}.{member.Name}").Order(StringComparer.Ordinal));
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
               || file.EndsWith("/PACKAGE.md", StringComparison.Ordinal)
           where Path.GetExtension(file) is ".ipynb" or ".csx" or ".cs" or ".md" or ".h"
           let text = SourceTree.Read(file)
           from shown in Path.GetExtension(file) is ".md" ? Code().Matches(text).Select(code => code.Value) : [text]
           from Match word in Word().Matches(shown)
           select word.Value,
    ];

    private static HashSet<string> Reached(IEnumerable<SymbolGraph.Edge> edges, IEnumerable<string> roots)
    {
        var uses = edges.ToLookup(edge => edge.From, edge => edge.To);
        var reached = new HashSet<string>();
        var next = new Stack<string>(roots);
        while (next.TryPop(out string? file))
            if (reached.Add(file)) foreach (string used in uses[file]) next.Push(used);
        return reached;
    }

    private static bool IsOnlyAttributes(string file) => !SourceTree.Read(file).Contains("namespace ", StringComparison.Ordinal);

    /// <summary>A line of a list is what was found, and may say why after a colon.</summary>
    private static void Compare(string list, IEnumerable<string> found)
    {
        string path = Repository.PathOf(list);
        string[] now = [.. found.Distinct().Order(StringComparer.Ordinal)];
        string[] lines = File.ReadAllLines(path);
        if (Environment.GetEnvironmentVariable("TELEO_ACCEPT_STYLE") == "1")
            File.WriteAllLines(path, lines.Where(line => line.StartsWith('#') || now.Contains(Found(line))));
        string[] known = [.. lines.Where(line => !line.StartsWith('#')).Select(Found)];
        Assert.Empty(now.Except(known));
        Assert.Empty(known.Except(now));   // an entry that is left behind would cover what comes later

        static string Found(string line) => line.Split(':')[0];
    }

    /// <summary>Code in prose: between fences or back ticks.</summary>
    [GeneratedRegex("```.*?```|`[^`\n]+`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]+")]
    private static partial Regex Word();
}
