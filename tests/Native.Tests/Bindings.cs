using System.Text;
using System.Text.RegularExpressions;

namespace Teleo.Native.Tests;

/// <summary>The header as declarations for P/Invoke.</summary>
internal static partial class Bindings
{
    public static string Text()
    {
        var text = new StringBuilder("""
            // The functions of teleo.h for C#. Written from the header: UPDATE_GOLDEN=1 dotnet test tests/Native.Tests --filter BindingTests
            #nullable disable
            using System.Runtime.InteropServices;

            namespace Teleo.Interop;

            """);
        foreach (Match match in Enumeration().Matches(Header.Text)) WriteEnumeration(text, match.Groups["body"].Value, match.Groups["name"].Value);
        foreach (Match match in Structure().Matches(Header.Text)) WriteStructure(text, match.Groups["body"].Value, match.Groups["name"].Value);
        text.Append("\ninternal static unsafe class LibTeleo\n{\n    private const string Library = \"teleo\";\n");
        foreach (var function in Header.Functions)
        {
            string parameters = string.Join(", ", function.Parameters.Select(parameter => $"{TypeOf(parameter.Type)} {NameOf(parameter.Name)}"));
            text.Append($"\n    [DllImport(Library, ExactSpelling = true)]\n    public static extern {TypeOf(function.Type)} {function.Name}({parameters});\n");
        }

        return text.Append("}\n").ToString();
    }

    private static void WriteEnumeration(StringBuilder text, string body, string name)
    {
        // The codes of the runtime are numbers without a type of their own.
        text.Append($"\ninternal enum {(name.Length > 0 ? name : "TeleoCode")}{(name.Length > 0 ? "" : " : uint")}\n{{\n");
        foreach (Match constant in Constant().Matches(body)) text.Append($"    {constant.Groups[1].Value} = {constant.Groups[2].Value},\n");
        text.Append("}\n");
    }

    private static void WriteStructure(StringBuilder text, string body, string name)
    {
        text.Append($"\n[StructLayout(LayoutKind.Sequential)]\ninternal unsafe struct {name}\n{{\n");
        foreach (Match field in Field().Matches(body))
        {
            string type = TypeOf(field.Groups["type"].Value.Trim());
            text.Append(field.Groups["count"].Success ? $"    public fixed {type} {field.Groups["name"].Value}[{field.Groups["count"].Value}];\n" : $"    public {type} {field.Groups["name"].Value};\n");
        }

        text.Append("}\n");
    }

    /// <summary>Escapes a name that is a keyword of C#.</summary>
    private static string NameOf(string name) => name == "params" ? "@params" : name;

    private static string TypeOf(string type)
    {
        string plain = type.Replace("const ", "", StringComparison.Ordinal);
        string stars = new('*', plain.Count(c => c == '*'));
        return plain.TrimEnd('*', ' ') switch
        {
            "uint8_t" or "char" => "byte",
            "uint32_t" => "uint",
            "int32_t" => "int",
            "uint64_t" => "ulong",
            "int64_t" => "long",
            "size_t" => "nuint",
            "IRContext" => "void",
            "IRStreamCallback" => "delegate* unmanaged[Cdecl]<byte*, void*, byte>",
            var same => same,
        } + stars;
    }

    [GeneratedRegex(@"^(typedef )?enum \{\n(?<body>.*?)^\} ?(?<name>\w*);", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Enumeration();

    [GeneratedRegex(@"^typedef struct \{\n(?<body>.*?)^\} (?<name>\w+);", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Structure();

    [GeneratedRegex(@"^  (\w+) = (\d+)", RegexOptions.Multiline)]
    private static partial Regex Constant();

    [GeneratedRegex(@"^  (?<type>[\w ]+[ *]+)(?<name>\w+)(\[(?<count>\d+)\])?;", RegexOptions.Multiline)]
    private static partial Regex Field();
}
