using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Teleo.Engine;
using Teleo.Native.Runtime;

namespace Teleo.Native.Tests;

/// <summary>One surface in three places: the header, the attributes in C#, and the symbols of the built library.</summary>
public sealed partial class HeaderTests
{
    private static readonly string Header = File.ReadAllText(Repository.PathOf("include", "teleo.h"));

    private static IEnumerable<string> Declared => Declaration().Matches(Header).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal);

    private static IEnumerable<(string Name, MethodInfo Method)> Exported =>
        from type in typeof(RuntimeExports).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let export = method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()
        where export is not null
        orderby export.EntryPoint
        select (export.EntryPoint!, method);

    [Fact]
    public void The_header_declares_what_is_exported() => Assert.Equal(Exported.Select(export => export.Name).Order(StringComparer.Ordinal), Declared);

    [Fact]
    public void The_types_of_the_header_are_those_of_the_methods()
    {
        foreach (var (name, method) in Exported)
        {
            var declared = Declaration().Matches(Header).Single(match => match.Groups["name"].Value == name);
            string[] parameters = declared.Groups["parameters"].Value is "void" ? [] : declared.Groups["parameters"].Value.Split(',', StringSplitOptions.TrimEntries);
            Assert.Equal((name, Kind(method.ReturnType)), (name, Kind(declared.Groups["type"].Value)));
            Assert.Equal((name, string.Join(", ", method.GetParameters().Select(parameter => Kind(parameter.ParameterType)))), (name, string.Join(", ", parameters.Select(Kind))));
        }
    }

    [GccFact]
    public void The_library_and_its_image_export_what_the_header_declares()
    {
        foreach (string file in new[] { Path.Combine(Host.Folder, "libteleo.so"), Host.Image })
        {
            var symbols = Host.Run("nm", ["-D", "--defined-only", file]).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ')).Where(parts => parts[1] == "T").Select(parts => parts[2].Split('@')[0])
                .Where(name => name is not ("_init" or "_fini") && !name.StartsWith("DotNetRuntime", StringComparison.Ordinal));
            Assert.Equal((file, string.Join(' ', Declared)), (file, string.Join(' ', symbols.Order(StringComparer.Ordinal))));
        }
    }

    [Fact]
    public void The_codes_of_the_header_are_those_of_the_engine()
    {
        var codes = Enum.GetValues<EngineErrorCode>().ToDictionary(code => "TELEO_" + Snake(code.ToString()), code => (int)code);
        Assert.All(codes, code => Assert.Contains($"{code.Key} = {code.Value}", Header, StringComparison.Ordinal));
    }

    [GccTheory]
    [InlineData("header.c")]
    [InlineData("header.cc")]
    public void The_header_compiles_as_c11_and_as_cpp17_whole_and_with_each_section_left_out(string source)
    {
        Host.Compile(source);
        foreach (string section in SectionMacro().Matches(Header).Select(match => match.Value).Distinct()) Host.Compile(source, "-D" + section);
    }

    [Fact]
    public void Every_function_is_named_by_a_page_with_the_test_that_holds_it()
    {
        string pages = string.Concat(Directory.EnumerateFiles(Repository.PathOf("docs"), "NATIVE*.md").Select(File.ReadAllText));
        Assert.All(Declared, name => Assert.Matches($@"\| `{name}` \| y \| `[\w.]+`", pages));
    }

    /// <summary>Types as far as a call cares: size and kind.</summary>
    private static string Kind(Type type) =>
        type.IsPointer || type.IsFunctionPointer ? "pointer"
        : type.IsEnum ? "i32"
        : type == typeof(nuint) ? "usize"
        : type == typeof(uint) ? "u32"
        : type == typeof(ulong) ? "u64"
        : type == typeof(float) ? "f32"
        : type == typeof(void) ? "void"
        : type.Name;

    private static string Kind(string declared) =>
        declared.Contains('*') || declared.Contains("Callback", StringComparison.Ordinal) ? "pointer"
        : declared.StartsWith("size_t", StringComparison.Ordinal) ? "usize"
        : declared.StartsWith("uint32_t", StringComparison.Ordinal) ? "u32"
        : declared.StartsWith("uint64_t", StringComparison.Ordinal) ? "u64"
        : declared.StartsWith("float", StringComparison.Ordinal) ? "f32"
        : declared.StartsWith("void", StringComparison.Ordinal) ? "void"
        : declared.Split(' ')[0] is "SdkErr" or "IRStatus" or "IRBackendType" ? "i32"
        : declared.Split(' ')[0];

    private static string Snake(string name) =>
        WordStart().Replace(name.Replace("DType", "Dtype", StringComparison.Ordinal), "_").ToUpperInvariant();

    [GeneratedRegex(@"^TELEO_API (?<type>[\w ]+?[ *]+)(?<name>[a-z]\w*)\((?<parameters>[^)]*)\);", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"TELEO_NO_\w+")]
    private static partial Regex SectionMacro();
}
