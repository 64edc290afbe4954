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

    private static readonly Lazy<IReadOnlyList<CSharpCompilation>> Built = new(() => Compile(Layers.Projects));

    private static readonly Lazy<IReadOnlyList<Edge>> All = new(() => [.. Built.Value.AsParallel().AsOrdered().SelectMany(EdgesOf)]);

    /// <summary>Edges from one file to another, each with one symbol that makes it.</summary>
    public static IReadOnlyList<Edge> Edges => All.Value;

    /// <summary>The methods of src that the compiler finds no use of in src, as <c>file: type.method</c>.</summary>
    public static IReadOnlyList<UnusedMethod> UnusedMethods()
    {
        var used = Built.Value.AsParallel().SelectMany(UsedMethods).ToHashSet();
        return [.. Built.Value.SelectMany(OwnMethods).Where(method => !used.Contains(IdOf(method))).Select(method =>
            new UnusedMethod(method.DeclaringSyntaxReferences[0].SyntaxTree.FilePath, method.ContainingType.Name, method.Name))];
    }

    private static IReadOnlyList<CSharpCompilation> Compile(IEnumerable<Layers.Project> projects)
    {
        var built = new Dictionary<string, CSharpCompilation>();
        foreach (var project in projects) built[project.Name] = Compile(project, built);
        return [.. built.Values];
    }

    /// <summary>Methods that somebody has to call by name: no constructors, no operators, no implementations, none that an attribute or a convention finds.</summary>
    private static IEnumerable<IMethodSymbol> OwnMethods(CSharpCompilation compilation) =>
        from tree in compilation.SyntaxTrees
        where tree.FilePath.Length > 0
        let model = compilation.GetSemanticModel(tree)
        from node in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
        let method = model.GetDeclaredSymbol(node)
        where method is { IsOverride: false, MethodKind: MethodKind.Ordinary } && method.GetAttributes().IsEmpty && !Implements(method) && method.Name is not "Main" and not "PrintMembers"
        select method;

    private static bool Implements(IMethodSymbol method) =>
        method.ContainingType.TypeKind == TypeKind.Interface
        || method.ContainingType.AllInterfaces.SelectMany(face => face.GetMembers(method.Name))
            .Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));

    private static IEnumerable<string> UsedMethods(CSharpCompilation compilation) =>
        from tree in compilation.SyntaxTrees
        where tree.FilePath.Length > 0
        let model = compilation.GetSemanticModel(tree)
        from node in tree.GetRoot().DescendantNodes()
        where node is SimpleNameSyntax or ForEachStatementSyntax or UsingStatementSyntax or AwaitExpressionSyntax or CollectionExpressionSyntax or InterpolatedStringExpressionSyntax
        from method in Bound(model, node)
        where !IsInside(node, method)
        select IdOf(method);

    private static IEnumerable<IMethodSymbol> Bound(SemanticModel model, SyntaxNode node)
    {
        if (node is ForEachStatementSyntax loop)
        {
            var each = model.GetForEachStatementInfo(loop);
            return new[] { each.GetEnumeratorMethod, each.MoveNextMethod, each.DisposeMethod }.OfType<IMethodSymbol>();
        }

        var bound = model.GetSymbolInfo(node);
        return bound.Symbol is IMethodSymbol one ? [one] : bound.CandidateSymbols.OfType<IMethodSymbol>();
    }

    /// <summary>A method that calls itself alone is not used.</summary>
    private static bool IsInside(SyntaxNode node, IMethodSymbol method) =>
        node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } around
        && method.OriginalDefinition.DeclaringSyntaxReferences.Any(place => place.SyntaxTree == around.SyntaxTree && place.Span == around.Span);

    private static string IdOf(IMethodSymbol method) =>
        (method.ReducedFrom ?? method.PartialDefinitionPart ?? method).OriginalDefinition is var own ? own.ContainingAssembly?.Name + own.GetDocumentationCommentId() : "";

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
               from file in FilesOf(symbol)
               where file != tree.FilePath
               group symbol by file into uses
               select new Edge(tree.FilePath, uses.Key, uses.First().Name);
    }

    /// <summary>The files of the outermost type that declares a symbol; several where it is partial.</summary>
    private static IEnumerable<string> FilesOf(ISymbol symbol)
    {
        if (symbol is IMethodSymbol { ReducedFrom: { } extension }) symbol = extension;
        var type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (type?.ContainingType is { } outer) type = outer;
        return type?.OriginalDefinition.DeclaringSyntaxReferences.Select(place => place.SyntaxTree.FilePath).Where(file => file.Length > 0) ?? [];
    }

    public sealed record Edge(string From, string To, string Symbol);

    public sealed record UnusedMethod(string File, string Type, string Name);
}
