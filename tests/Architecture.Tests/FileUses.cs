using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Teleo.Architecture.Tests;

/// <summary>What one file needs of others and of itself, and what it hands to methods whole.</summary>
internal sealed class FileUses
{
    private readonly SemanticModel _model;

    public FileUses(SemanticModel model, SyntaxTree tree)
    {
        (_model, Path) = (model, tree.FilePath);
        foreach (var node in tree.GetRoot().DescendantNodes(descendIntoTrivia: true))
        {
            if (node is SimpleNameSyntax name) AddNamed(name);
            if (node.IsPartOfStructuredTrivia()) continue;
            foreach (var symbol in Bound(node))
                if (!IsInside(node, symbol)) Add(node, symbol);
            if (node is InvocationExpressionSyntax call) AddCall(call);
            if (node is CastExpressionSyntax cast && _model.GetTypeInfo(cast.Type).Type is { TypeKind: TypeKind.Enum } numbered) Calls.Add(new Call("", true, null, [numbered]));
        }
    }

    public string Path { get; }

    /// <summary>Identities of symbols; see <see cref="MemberUses.IdOf"/>.</summary>
    public HashSet<string> Used { get; } = [];

    public List<Call> Calls { get; } = [];

    /// <summary>Other files of this compilation or those it references, each with one symbol of it that is named here, in documentation too.</summary>
    public Dictionary<string, string> Files { get; } = [];

    private void AddNamed(SimpleNameSyntax name)
    {
        var bound = _model.GetSymbolInfo(name);
        if ((bound.Symbol ?? bound.CandidateSymbols.FirstOrDefault()) is not { } symbol || symbol is INamespaceSymbol) return;
        foreach (string file in FilesOf(symbol))
            if (file != name.SyntaxTree.FilePath) Files.TryAdd(file, symbol.Name);
    }

    /// <summary>The files of the outermost type that declares a symbol; several where it is partial.</summary>
    private static IEnumerable<string> FilesOf(ISymbol symbol)
    {
        if (symbol is IMethodSymbol { ReducedFrom: { } extension }) symbol = extension;
        var type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (type?.ContainingType is { } outer) type = outer;
        return type?.OriginalDefinition.DeclaringSyntaxReferences.Select(place => place.SyntaxTree.FilePath).Where(file => file.Length > 0) ?? [];
    }

    private void Add(SyntaxNode node, ISymbol symbol)
    {
        if (symbol is not (IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol or INamedTypeSymbol)) return;
        Used.Add(MemberUses.IdOf(symbol));
        // Whoever uses a static member, or builds a value, needs the type.
        if (symbol is INamedTypeSymbol) return;
        for (var type = symbol.ContainingType; type is not null; type = type.ContainingType)
            if (!IsInside(node, type)) Used.Add(MemberUses.IdOf(type));
    }

    private IEnumerable<ISymbol> Bound(SyntaxNode node)
    {
        switch (node)
        {
            case ForEachStatementSyntax loop:
                var each = _model.GetForEachStatementInfo(loop);
                return new ISymbol?[] { each.GetEnumeratorMethod, each.MoveNextMethod, each.DisposeMethod }.OfType<ISymbol>();
            case ForEachVariableStatementSyntax loop when _model.GetDeconstructionInfo(loop) is { Method: { } method }:
                return Taken(method);
            case AssignmentExpressionSyntax assignment when _model.GetDeconstructionInfo(assignment) is { Method: { } method }:
                return Taken(method);
            case RecursivePatternSyntax { PositionalPatternClause: not null } pattern when _model.GetOperation(pattern) is IRecursivePatternOperation { DeconstructSymbol: IMethodSymbol deconstruct }:
                return Taken(deconstruct);
            case ImplicitObjectCreationExpressionSyntax:
                return _model.GetTypeInfo(node).Type is { } made ? [made] : [];
            case SimpleNameSyntax name when !IsOnlyWritten(name):
            case UsingStatementSyntax or AwaitExpressionSyntax or CollectionExpressionSyntax or InterpolatedStringExpressionSyntax:
                var bound = _model.GetSymbolInfo(node);
                return bound.Symbol is { } one ? [one] : bound.CandidateSymbols;
            default:
                return [];
        }
    }

    /// <summary>A deconstruction reads the properties of a record that it takes apart.</summary>
    private static IEnumerable<ISymbol> Taken(IMethodSymbol deconstruct) =>
        [deconstruct, .. deconstruct.Parameters.SelectMany(part => deconstruct.ContainingType.GetMembers(part.Name).OfType<IPropertySymbol>())];

    /// <summary>The left side of an assignment or an initialiser, and a count that goes up.</summary>
    private bool IsOnlyWritten(SimpleNameSyntax name)
    {
        // A setter with a body does something; one without only keeps.
        var symbol = _model.GetSymbolInfo(name).Symbol;
        if (symbol is not (IPropertySymbol or IFieldSymbol) || symbol is IPropertySymbol { SetMethod: { } setter } && HasBody(setter)) return false;
        SyntaxNode whole = name;
        while (whole.Parent is MemberAccessExpressionSyntax access && access.Name == whole || whole.Parent is MemberBindingExpressionSyntax) whole = whole.Parent;
        return whole.Parent switch
        {
            AssignmentExpressionSyntax assignment when assignment.Left == whole => assignment.Kind() == SyntaxKind.SimpleAssignmentExpression || assignment.Parent is ExpressionStatementSyntax,
            PostfixUnaryExpressionSyntax { Parent: ExpressionStatementSyntax } or PrefixUnaryExpressionSyntax { Parent: ExpressionStatementSyntax } => true,
            _ => false,
        };
    }

    private static bool HasBody(IMethodSymbol setter) =>
        setter.DeclaringSyntaxReferences.Any(place => place.GetSyntax() is AccessorDeclarationSyntax { Body: not null } or AccessorDeclarationSyntax { ExpressionBody: not null });

    /// <summary>A method that calls itself alone is not used, nor a type that only it names.</summary>
    private static bool IsInside(SyntaxNode node, ISymbol symbol)
    {
        if (symbol is not (IMethodSymbol or INamedTypeSymbol)) return false;
        foreach (var place in symbol.OriginalDefinition.DeclaringSyntaxReferences)
            if (place.SyntaxTree == node.SyntaxTree && place.Span.Contains(node.Span)) return true;
        return false;
    }

    private void AddCall(InvocationExpressionSyntax call)
    {
        if (_model.GetSymbolInfo(call).Symbol is not IMethodSymbol method) return;
        ITypeSymbol[] types =
        [
            .. call.ArgumentList.Arguments.Select(argument => argument.Expression).OfType<TypeOfExpressionSyntax>().Select(type => _model.GetTypeInfo(type.Type).Type).OfType<ITypeSymbol>(),
            .. method.TypeArguments,
            .. call.ArgumentList.Arguments.Select(argument => _model.GetTypeInfo(argument.Expression).Type).OfType<ITypeSymbol>(),
        ];
        bool passes = types.Any(type => type.SpecialType == SpecialType.System_Object || type is ITypeParameterSymbol
            || type is INamedTypeSymbol named && named.TypeArguments.Any(argument => argument is ITypeParameterSymbol || argument.SpecialType == SpecialType.System_Object)
            || type is IArrayTypeSymbol { ElementType: ITypeParameterSymbol });
        var around = passes && _model.GetEnclosingSymbol(call.SpanStart) is { } inside ? Outermost(inside) : null;
        string owner = method.ContainingType.OriginalDefinition.Name;
        Calls.Add(new Call(MemberUses.IdOf(method), owner is "JsonSerializer" or "CsvWriter" or "CsvReader" or "Enum", around is null ? null : MemberUses.IdOf(around), types));
    }

    private static ISymbol Outermost(ISymbol inside)
    {
        while (inside is IMethodSymbol { ContainingSymbol: IMethodSymbol outer }) inside = outer;
        return inside;
    }

    /// <param name="Method">Whom it calls.</param>
    /// <param name="PassesOn">The calling method, where it passes on what it was given without knowing its type.</param>
    public sealed record Call(string Method, bool IsSerializer, string? PassesOn, ITypeSymbol[] Types);
}
