using System.Text;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Teleo.Architecture.Tests;

/// <summary>
/// Which source file uses which, by the symbols that the compiler binds, documentation references included: lines of <c>using</c> do not count.
/// What source generators add is not bound; nothing of it leads to another folder.
/// </summary>
internal static class SymbolGraph
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview, DocumentationMode.Diagnose);

    private static readonly Lazy<IReadOnlyList<CSharpCompilation>> Built = new(() => Compile(Layers.Projects));

    private static readonly Lazy<IReadOnlyList<FileUses>> Files = new(() =>
        [.. from compilation in Built.Value.AsParallel().AsOrdered() from tree in compilation.SyntaxTrees where tree.FilePath.Length > 0 select new FileUses(compilation.GetSemanticModel(tree), tree)]);

    /// <summary>Edges from one file to another, each with one symbol that makes it.</summary>
    public static IEnumerable<Edge> Edges => from file in Files.Value from used in file.Files select new Edge(file.Path, used.Key, used.Value);

    /// <summary>The types and members of src that nothing in src needs.</summary>
    public static IEnumerable<MemberUses.UnusedMember> Unused() => new MemberUses(Built.Value, Files.Value).Unused();

    /// <summary>The same of one text, for the test of the rule.</summary>
    public static IEnumerable<MemberUses.UnusedMember> Unused(string text)
    {
        var tree = CSharpSyntaxTree.ParseText(text, Parsing, "one.cs");
        var compilation = CSharpCompilation.Create("one", [tree], Packages, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return new MemberUses([compilation], [new FileUses(compilation.GetSemanticModel(tree), tree)]).Unused();
    }

    private static IReadOnlyList<CSharpCompilation> Compile(IEnumerable<Layers.Project> projects)
    {
        var built = new Dictionary<string, CSharpCompilation>();
        foreach (var project in projects) built[project.Name] = Compile(project, built);
        return [.. built.Values];
    }

    private static CSharpCompilation Compile(Layers.Project project, Dictionary<string, CSharpCompilation> built)
    {
        var trees = SourceTree.Code($"src/{project.Name}").Select(file => CSharpSyntaxTree.ParseText(SourceTree.Read(file), Parsing, file));
        var references = Packages.Concat(project.Uses.Select(name => (MetadataReference)built[name].ToMetadataReference()));
        var options = new CSharpCompilationOptions(
            trees.Any(tree => tree.FilePath.EndsWith("/Program.cs", StringComparison.Ordinal)) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            allowUnsafe: true);
        return CSharpCompilation.Create(AssemblyOf(project.Name), [.. trees, Prelude(project.Name)], references, options);
    }

    /// <summary>Everything the tests run with, except what is built from this tree.</summary>
    private static IEnumerable<MetadataReference> Packages { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("teleo", StringComparison.OrdinalIgnoreCase))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The global usings, and who sees what is internal.</summary>
    private static SyntaxTree Prelude(string project)
    {
        var text = new StringBuilder("global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;\n"
            + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;\n");
        foreach (var friend in Document(project).Descendants("InternalsVisibleTo"))
            text.Append($"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend.Attribute("Include")!.Value}\")]\n");
        return CSharpSyntaxTree.ParseText(text.ToString(), Parsing);
    }

    private static string AssemblyOf(string project) => Document(project).Descendants("AssemblyName").FirstOrDefault()?.Value ?? $"Teleo.{project}";

    private static XDocument Document(string project) =>
        XDocument.Load(Repository.PathOf(SourceTree.Files.Single(file => file.StartsWith($"src/{project}/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal))));

    public sealed record Edge(string From, string To, string Symbol);
}
