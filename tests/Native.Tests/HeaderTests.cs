using System.Reflection;
using System.Runtime.InteropServices;
using Teleo.Engine;
using Teleo.Native.Contexts;
using Teleo.Native.Sdk;
using Teleo.Vision.Tensors;

namespace Teleo.Native.Tests;

/// <summary>One surface in three places: the header, the attributes in C#, and the symbols of the built library.</summary>
public sealed class HeaderTests
{
    private static IEnumerable<string> Declared => Header.Functions.Select(function => function.Name);

    private static IEnumerable<(string Name, MethodInfo Method)> Exported =>
        from type in typeof(RuntimeExports).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let export = method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()
        where export is not null
        select (export.EntryPoint!, method);

    [Fact]
    public void The_header_declares_what_is_exported() =>
        Assert.Equal(Exported.Select(export => export.Name).Order(StringComparer.Ordinal), Declared.Order(StringComparer.Ordinal));

    [Fact]
    public void The_types_of_the_header_are_those_of_the_methods()
    {
        foreach (var (name, method) in Exported)
        {
            var declared = Header.Functions.Single(function => function.Name == name);
            Assert.Equal((name, Kind(method.ReturnType)), (name, Kind(declared.Type)));
            string expected = string.Join(", ", method.GetParameters().Select(parameter => Kind(parameter.ParameterType)));
            Assert.Equal((name, expected), (name, string.Join(", ", declared.Parameters.Select(parameter => Kind(parameter.Type)))));
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
            Assert.Equal((file, string.Join(' ', Declared.Order(StringComparer.Ordinal))), (file, string.Join(' ', symbols.Order(StringComparer.Ordinal))));
        }
    }

    [Fact]
    public void The_numbers_of_the_header_are_those_of_the_code()
    {
        AssertNumbers<EngineErrorCode>(Header.Constants("TELEO_"), "TELEO_");
        AssertNumbers<IRStatus>(Header.Constants("IR_STATUS_"), "IR_STATUS_");
        AssertNumbers<IRBackendType>(Header.Constants("IR_BACKEND_TYPE_"), "IR_BACKEND_TYPE_");
        AssertNumbers<SdkErr>(Header.Constants("SDK_ERR_").Append(new("SDK_ERR_OK", Header.Constants("SDK_OK")["SDK_OK"])), "SDK_ERR_");
        AssertNumbers<SdkModelKind>(Header.Constants("SDK_MODEL_"), "SDK_MODEL_");
        AssertNumbers<ElementKind>(Header.Constants("SDK_ELEMENT_"), "SDK_ELEMENT_");
        AssertNumbers<SdkPipelineKind>(Header.Constants("SDK_PIPELINE_"), "SDK_PIPELINE_");
    }

    [GccFact]
    public void The_structs_of_the_header_are_laid_out_as_those_of_the_code()
    {
        var lines = Host.Run(Host.Compile("layout.c"), []).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => string.Join(' ', parts[1..]));
        Assert.Equal(Layout<IRGenerateParams>(), lines["IRGenerateParams"]);
        Assert.Equal(Layout<SdkSpec>(), lines["SdkModelSpec"]);
        Assert.Equal(Layout<SdkSpec>(), lines["SdkPipelineSpec"]);
        Assert.Equal(Layout<SdkYoloPreprocessMeta>(), lines["SdkYoloPreprocessMeta"]);
        Assert.Equal(Layout<SdkTensor>(), lines["SdkTensor"]);
        Assert.Equal(Layout<SdkOcrLine>(), lines["SdkOcrLine"]);
    }

    [GccTheory]
    [InlineData("header.c")]
    [InlineData("header.cc")]
    public void The_header_compiles_as_c11_and_as_cpp17_whole_and_with_each_section_left_out(string source)
    {
        Host.Run(Host.Compile(source), []);
        Assert.Equal(3, Header.SectionMacros.Count());
        foreach (string section in Header.SectionMacros) Host.Run(Host.Compile(source, "-D" + section), []);
    }

    [Fact]
    public void Every_function_is_named_by_a_page_with_a_test_that_holds_it()
    {
        string pages = string.Concat(Directory.EnumerateFiles(Repository.PathOf("docs", "reference"), "NATIVE-*.md").Select(File.ReadAllText));
        var tests = typeof(HeaderTests).Assembly.GetTypes().SelectMany(type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}")).ToHashSet();
        foreach (string name in Declared)
        {
            var row = System.Text.RegularExpressions.Regex.Match(pages, $@"\| `{name}` \| y \| `([\w.]+)` \|");
            Assert.True(row.Success && tests.Contains(row.Groups[1].Value), $"{name} has no row, or names no test: {row.Value}");
        }
    }

    /// <summary>Types as far as a call cares: size and kind.</summary>
    private static string Kind(Type type) =>
        type.IsPointer || type.IsFunctionPointer ? "pointer"
        : type.IsEnum ? "i32"
        : type == typeof(nuint) ? "size_t"
        : type == typeof(uint) ? "uint32_t"
        : type == typeof(ulong) ? "uint64_t"
        : type == typeof(float) ? "float"
        : type == typeof(void) ? "void"
        : type.Name;

    private static string Kind(string declared) =>
        new Header.Parameter(declared, "").IsPointer ? "pointer" : declared is "SdkErr" or "IRStatus" or "IRBackendType" ? "i32" : declared;

    private static void AssertNumbers<T>(IEnumerable<KeyValuePair<string, int>> declared, string prefix)
        where T : struct, Enum
    {
        string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
        var expected = Enum.GetValues<T>().Select(value => (Plain(prefix + value), Convert.ToInt32(value))).Order();
        Assert.Equal(expected, declared.Select(entry => (Plain(entry.Key), entry.Value)).Order());
    }

    private static string Layout<T>()
        where T : unmanaged
    {
        var fields = typeof(T).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Select(field => (int)Marshal.OffsetOf<T>(field.Name)).Order();
        return string.Join(' ', fields.Prepend(System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));
    }
}
