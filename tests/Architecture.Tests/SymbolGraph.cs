using System.Text;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Teleo.Architecture.Tests;

/// <summary>
/// Which source file uses which, by the symbols that the compiler binds, documentation references included: lines of <c>using</c> do not count.
/// What source generators add is not bound; nothing of it leads to another folder.
/// </summary>
internal static class SymbolGraph
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview, DocumentationMode.Diagnose);

    /// <summary>Edges from one file to another, each with one symbol that makes it.</summary>
    public static IReadOnlyList<Edge> Of(IEnumerable<Layers.Project> projects)
    {
        var built = new Dictionary<string, CSharpCompilation>();
        foreach (var project in projects) built[project.Name] = Compile(project, built);
        return [.. built.Values.AsParallel().AsOrdered().SelectMany(EdgesOf)];
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

    private static IEnumerable<Edge> EdgesOf(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0).SelectMany(tree => EdgesOf(compilation.GetSemanticModel(tree), tree));

    private static IEnumerable<Edge> EdgesOf(SemanticModel model, SyntaxTree tree)
    {
        var names = tree.GetRoot().DescendantNodes(descendIntoTrivia: true).OfType<SimpleNameSyntax>();
        return from name in names
               let symbol = model.GetSymbolInfo(name) is var bound ? bound.Symbol ?? bound.CandidateSymbols.FirstOrDefault() : null
               where symbol is not null and not INamespaceSymbol
               let file = FileOf(symbol)
               where file is not null && file != tree.FilePath
               group symbol by file into uses
               select new Edge(tree.FilePath, uses.Key, uses.First().Name);
    }

    private static string? FileOf(ISymbol symbol)
    {
        if (symbol is IMethodSymbol { ReducedFrom: { } extension }) symbol = extension;
        var type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (type?.ContainingType is { } outer) type = outer;
        return type?.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath is { Length: > 0 } file ? file : null;
    }

    public sealed record Edge(string From, string To, string Symbol);
}
