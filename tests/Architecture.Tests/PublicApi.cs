using System.Reflection;

namespace Teleo.Architecture.Tests;

/// <summary>The public surface of an assembly, one line a member, in an order that does not depend on the compiler.</summary>
internal static class PublicApi
{
    public static string Of(Assembly assembly) =>
        string.Join('\n', assembly.GetExportedTypes().SelectMany(Lines).Distinct().Order(StringComparer.Ordinal)) + "\n";

    private static IEnumerable<string> Lines(Type type)
    {
        string name = Name(type);
        yield return $"{Kind(type)} {name}";

        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        bool isRecord = type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null;
        foreach (var member in type.GetMembers(Declared))
        {
            string? line = member switch
            {
                FieldInfo field => type.IsEnum && !field.IsLiteral ? null : $"{field.Name}: {Name(field.FieldType)}",
                PropertyInfo property => $"{property.Name}: {Name(property.PropertyType)}",
                ConstructorInfo constructor => $"new({Parameters(constructor)})",
                MethodInfo method when method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal) => null,
                MethodInfo method when isRecord && IsSynthesised(method) => null,
                MethodInfo method when typeof(Delegate).IsAssignableFrom(type) && method.Name != "Invoke" => null,
                MethodInfo method => $"{method.Name}({Parameters(method)}): {Name(method.ReturnType)}",
                _ => null,
            };
            if (line is not null) yield return $"{name}.{line}";
        }
    }

    private static bool IsSynthesised(MethodInfo method) =>
        method.Name is "<Clone>$" or "Deconstruct" or "op_Equality" or "op_Inequality" or "Equals" or "GetHashCode" or "ToString";

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : "class";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}"));

    private static string Name(Type type)
    {
        if (type.IsByRef) return "ref " + Name(type.GetElementType()!);
        if (type.IsPointer) return Name(type.GetElementType()!) + "*";
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter) return type.Name;

        string full = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Namespace is "System" or null ? type.Name : $"{type.Namespace}.{type.Name}";
        int tick = full.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? full : $"{full[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
