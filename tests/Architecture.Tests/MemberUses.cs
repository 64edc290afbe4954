using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Teleo.Architecture.Tests;

/// <summary>
/// Which declared types and members nobody needs, by the symbols that the compiler binds. A property or a field is needed when it is read: what is only
/// set says nothing to anybody. Types that are written or read as a whole (JSON, CSV) need all their properties,
/// and so do enumerations whose values are read
/// by name or by number.
/// </summary>
internal sealed class MemberUses
{
    private readonly HashSet<string> _used = [];
    private readonly HashSet<string> _whole = [];
    private readonly IReadOnlyList<CSharpCompilation> _compilations;

    public MemberUses(IReadOnlyList<CSharpCompilation> compilations, IReadOnlyList<FileUses> files)
    {
        _compilations = compilations;
        foreach (string id in files.SelectMany(file => file.Used)) _used.Add(id);
        AddWhole([.. files.SelectMany(file => file.Calls)]);
    }

    /// <summary>Methods, properties, fields, constants, enum values and types that nothing in the compilations needs.</summary>
    public IEnumerable<UnusedMember> Unused() =>
        from compilation in _compilations
        from tree in compilation.SyntaxTrees
        where tree.FilePath.Length > 0
        let model = compilation.GetSemanticModel(tree)
        from symbol in Declared(model, tree)
        where !_used.Contains(IdOf(symbol))
        select new UnusedMember(tree.FilePath, KindOf(symbol), symbol.ContainingType?.Name ?? "", symbol.Name, [symbol.Name, .. symbol is INamedTypeSymbol type ? type.MemberNames : []]);

    public static string IdOf(ISymbol symbol)
    {
        if (symbol is IMethodSymbol method) symbol = method.ReducedFrom ?? method.PartialDefinitionPart ?? method;
        if (symbol is IPropertySymbol { PartialDefinitionPart: { } definition }) symbol = definition;
        var own = symbol.OriginalDefinition;
        return own.ContainingAssembly?.Name + own.GetDocumentationCommentId();
    }

    private static string KindOf(ISymbol symbol) => symbol switch
    {
        IMethodSymbol => "method",
        IPropertySymbol => "property",
        IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => "value",
        IFieldSymbol => "field",
        IEventSymbol => "event",
        _ => "type",
    };

    /// <summary>What somebody has to name: no constructors, operators, indexers or implementations, and nothing that an attribute or a convention finds.</summary>
    private IEnumerable<ISymbol> Declared(SemanticModel model, SyntaxTree tree)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            var declared = node switch
            {
                MethodDeclarationSyntax or PropertyDeclarationSyntax or BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or EnumMemberDeclarationSyntax => model.GetDeclaredSymbol(node),
                VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } => model.GetDeclaredSymbol(node),
                ParameterSyntax { Parent.Parent: RecordDeclarationSyntax } parameter => PropertyOf(model, parameter),
                _ => null,
            };
            if (declared is null or { IsOverride: true } || !declared.GetAttributes().IsEmpty || IsFoundByConvention(declared)) continue;
            if (declared is IPropertySymbol or IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } && _whole.Contains(IdOf(declared.ContainingType))) continue;
            yield return declared;
        }
    }

    /// <summary>Implementations, exports (types whose members have attributes), fields whose order in memory counts, and what the language names.</summary>
    private static bool IsFoundByConvention(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol type => type.Name == "Program" || type.GetMembers().OfType<IMethodSymbol>().Any(method => !method.GetAttributes().IsEmpty),
        IFieldSymbol field => field.ContainingType.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "StructLayoutAttribute" or "InlineArrayAttribute"),
        IMethodSymbol method => method is not { MethodKind: MethodKind.Ordinary, ExplicitInterfaceImplementations.IsEmpty: true } || method.Name is "Main" or "PrintMembers" || Implements(method),
        IPropertySymbol { ContainingType: { IsValueType: true } type } when type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "StructLayoutAttribute") => true,
        IPropertySymbol property => !property.ExplicitInterfaceImplementations.IsEmpty || Implements(property),
        _ => Implements(symbol),
    };

    private static IPropertySymbol? PropertyOf(SemanticModel model, ParameterSyntax parameter) =>
        (model.GetDeclaredSymbol(parameter) as IParameterSymbol)?.ContainingType.GetMembers(parameter.Identifier.Text).OfType<IPropertySymbol>().FirstOrDefault();

    private static bool Implements(ISymbol member) =>
        member.ContainingType is { } type && type.AllInterfaces.SelectMany(face => face.GetMembers(member.Name))
            .Any(of => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(of), member));

    /// <summary>Types given to a serializer, directly or through methods that pass on what they are given, and the types of their properties.</summary>
    private void AddWhole(List<FileUses.Call> calls)
    {
        var sinks = new HashSet<string>();
        for (int before = -1; before != sinks.Count;)
        {
            before = sinks.Count;
            foreach (var call in calls)
                if (call.PassesOn is { } caller && (call.IsSerializer || sinks.Contains(call.Method))) sinks.Add(caller);
        }

        var next = new Stack<ITypeSymbol>(calls.Where(call => call.IsSerializer || sinks.Contains(call.Method)).SelectMany(call => call.Types));
        while (next.TryPop(out var type))
        {
            if (type is IArrayTypeSymbol array) next.Push(array.ElementType);
            if (type is not INamedTypeSymbol named) continue;
            foreach (var argument in named.TypeArguments) next.Push(argument);
            bool isOwn = named.IsAnonymousType || named.DeclaringSyntaxReferences.Length > 0;
            if (!isOwn || !(named.IsAnonymousType ? _whole.Add(named.ToDisplayString()) : _whole.Add(IdOf(named)))) continue;
            for (var level = named; level is not null; level = level.BaseType)
            {
                _whole.Add(IdOf(level));
                foreach (var property in level.GetMembers().OfType<IPropertySymbol>()) next.Push(property.Type);
            }
        }
    }

    /// <param name="Kind">method, property, field, value (of an enum), event or type.</param>
    /// <param name="Names">Names by which a reader may be shown it: its own, and of a type those of its members.</param>
    public sealed record UnusedMember(string File, string Kind, string Type, string Name, IReadOnlyList<string> Names);
}
