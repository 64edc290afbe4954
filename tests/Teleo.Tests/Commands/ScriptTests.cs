using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Teleo.Tests.Commands;

/// <summary>The scripts in <c>experiments/</c>: short, whole, and run as a stranger runs them.</summary>
public sealed class ScriptTests
{
    private const int MostLines = 80;

    /// <summary>Small questions, so that each is answered in seconds; the last word is where a script writes.</summary>
    private static readonly Dictionary<string, string[]> Questions = new()
    {
        ["compare.cs"] = ["zipf", "6", "lru,never-act", "2", "{out}"],
        ["sweep.cs"] = ["gain", "0.01,0.1", "zipf", "6", "1", "{out}"],
        ["policy.cs"] = ["zipf", "6", "1"],
        ["law.cs"] = ["zipf", "6", "1"],
        ["replay.cs"] = ["{trace}"],
        ["claim.cs"] = ["{out}"],
    };

    private static IEnumerable<string> Names => Directory.GetFiles(Repository.PathOf("experiments"), "*.cs").Select(path => Path.GetFileName(path)!).Order();

    public static TheoryData<string> Scripts => [.. Names];

    public static TheoryData<string> SlowScripts => [.. Questions.Keys.Where(script => script != "compare.cs")];

    [Fact]
    public void Every_script_is_asked_something() => Assert.Equal(Names, Questions.Keys.Order());

    [Theory, MemberData(nameof(Scripts))]
    public void A_script_is_short_and_whole(string script)
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("experiments", script));
        Assert.True(lines.Length < MostLines, $"{lines.Length} lines");
        Assert.Equal(["#:project ../src/Experiments/Teleo.Experiments.csproj", "#:property PublishAot=false"], lines[..2]);
        Assert.StartsWith("// ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith($"//   dotnet run experiments/{script}", lines[3], StringComparison.Ordinal);
        Assert.Empty(Faults(string.Join('\n', lines[2..])));
    }

    [Fact]
    public void A_script_runs_from_a_checkout() => AssertRuns("compare.cs");

    [NightlyTheory, MemberData(nameof(SlowScripts))]
    public void Every_script_runs_from_a_checkout(string script) => AssertRuns(script);

    private static void AssertRuns(string script)
    {
        string folder = TestFolder.New(), trace = Path.Combine(folder, "run.jsonl");
        if (Questions[script].Contains("{trace}")) Experiments.Research.Pool.Simulated("rare", "2").Play("teleodynamic", trace: trace);
        string[] words = [.. Questions[script].Select(word => word.Replace("{out}", Path.Combine(folder, "out")).Replace("{trace}", trace))];
        var start = new ProcessStartInfo("dotnet", ["run", Path.Combine("experiments", script), "--", .. words])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + error.Result);
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Faults(string source)
    {
        const string Implicit = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading.Tasks;";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var language = new CSharpParseOptions(LanguageVersion.CSharp14);
        var compilation = CSharpCompilation.Create(
            "script", [CSharpSyntaxTree.ParseText(Implicit, language), CSharpSyntaxTree.ParseText(source, language)], references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        return compilation.GetDiagnostics().Where(fault => fault.Severity >= DiagnosticSeverity.Warning).Select(fault => fault.ToString());
    }
}
