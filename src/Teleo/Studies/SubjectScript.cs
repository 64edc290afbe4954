using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Subjects;

namespace Teleo.Studies;

/// <summary>Compiles a C# file with one public <see cref="ISubject"/> or policy, so that it needs no project.</summary>
internal static class SubjectScript
{
    private const int LargestBytes = 1 << 20, MostFaults = 5;

    /// <summary>The namespaces that a script need not name.</summary>
    private static readonly string[] Usings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "Teleo.Controller.Domain", "Teleo.Controller.Guards",
        "Teleo.Controller.Policies", "Teleo.Experiments.Subjects",
    ];

    public static bool Is(string name) => name.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);

    public static SubjectSource Open(string path)
    {
        byte[] code = Compile(path);
        return SubjectSource.OfCode(path, () => SubjectCode.Load(code));
    }

    private static byte[] Compile(string path)
    {
        byte[] bytes = InputFile.ReadAll(path, LargestBytes);
        var parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp14).WithFeatures(
            [new("FileBasedProgram", "true")]);   // a line such as #:project names a program to run, and says nothing here
        var script = CSharpSyntaxTree.ParseText(SourceText.From(bytes, bytes.Length), parse, path);
        var usings = CSharpSyntaxTree.ParseText(string.Concat(Usings.Select(name => $"global using {name};\n")), parse);
        var compilation = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(path), [usings, script], References(),
            new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
        using var code = new MemoryStream();
        var emitted = compilation.Emit(code);
        if (emitted.Success) return code.ToArray();
        if (script.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any())
            throw new InputException("ScriptFaults",
                "it is a program, with statements of its own; a subject is a file that holds one public class and nothing that runs by "
                + "itself (docs/reference/SUBJECTS.md)", path);
        var faults = emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(MostFaults);
        throw new InputException("ScriptFaults", $"it does not compile: {string.Join("; ", faults.Select(TextOf))}", path);
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file));

    private static string TextOf(Diagnostic diagnostic)
    {
        var at = diagnostic.Location.GetLineSpan().StartLinePosition;
        return $"({at.Line + 1},{at.Character + 1}) {diagnostic.Id} {diagnostic.GetMessage()}";
    }
}
