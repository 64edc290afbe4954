using System.Diagnostics;
using System.Text.Json.Nodes;
using Teleo.Experiments.Research;
using Teleo.Figures.Drawing;
using Teleo.Figures.Plots;
using Teleo.Notebooks;
using Teleo.Shell;
using Teleo.Tests.Commands;
using Trace = Teleo.Experiments.Research.Trace;

namespace Teleo.Tests.Notebooks;

/// <summary>The notebooks in the kernels that people have, and the convention by which those kernels show our values.</summary>
[Collection("notebooks print through the console")]
public class PolyglotTests
{
    private static readonly string[] Pictured = ["<svg", "<img", "image/svg+xml", "image/png"];

    public static TheoryData<string> Notebooks =>
        [.. Directory.GetFiles(Repository.PathOf("notebooks"), "*.ipynb").Select(path => Path.GetFileNameWithoutExtension(path)!).Order()];

    public static TheoryData<string> InJupyter => ["first-look", "your-own-log"];

    /// <summary>The kernel finds the attribute by its name, makes the source, and calls the formatter by its members' names.</summary>
    [Theory]
    [InlineData(typeof(Figure), "image/svg+xml")]
    [InlineData(typeof(Picture), "text/html")]
    [InlineData(typeof(PoolComparison), "text/html")]
    [InlineData(typeof(PoolRun), "text/html")]
    [InlineData(typeof(Trace), "text/html")]
    [InlineData(typeof(TracedDecision), "text/html")]
    [InlineData(typeof(Records), "text/html")]
    public void A_kernel_finds_how_to_show_each_type(Type type, string kind)
    {
        var attribute = type.GetCustomAttributes(inherit: false).Single(mark => mark.GetType().Name == "TypeFormatterSourceAttribute");
        var source = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var formatters = (IEnumerable<object>)source.GetMethod("CreateTypeFormatters")!.Invoke(Activator.CreateInstance(source), [])!;
        var formatter = formatters.Single();
        Assert.Equal(kind, formatter.GetType().GetProperty("MimeType")!.GetValue(formatter));
        Assert.Equal(kind, Assert.Single((string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!));
        Assert.NotNull(formatter.GetType().GetMethod("Format", [typeof(object), typeof(TextWriter)]));
    }

    [Fact]
    public void A_comparison_shows_its_table_and_its_picture()
    {
        var compared = Experiments.Research.Pool.Simulated("drift-fast", "6").Compare(["lru", "never-act"], seeds: 2);
        string html = Display.Of(compared)["text/html"];
        Assert.Contains("<td>never-act</td>", html, StringComparison.Ordinal);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_show_as_a_table()
    {
        string html = Display.Of(new[] { new { Name = "a<b", Cost = 1.5 } }.ToTable())["text/html"];
        Assert.Contains("<th>Name</th><th>Cost</th>", html, StringComparison.Ordinal);
        Assert.Contains("<td>a&lt;b</td><td>1.5</td>", html, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Notebooks))]
    public void Every_notebook_names_the_kernel_and_draws_with_the_typed_interface(string name)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(Repository.PathOf("notebooks", name + ".ipynb")))!;
        Assert.Equal(".net-csharp", (string?)notebook["metadata"]!["kernelspec"]!["name"]);
        string code = string.Concat(notebook["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "code").Select(cell => Notebook.SourceOf(cell!.AsObject())));
        Assert.DoesNotContain("Split(", code, StringComparison.Ordinal);
        Assert.Matches(@"\.ToPlot\(\)|new ScottPlot\.Plot\(\)", code);
    }

    [NightlyTheory, MemberData(nameof(Notebooks))]
    public void Every_notebook_runs_headless(string name)
    {
        string file = Path.Combine(TestFolder.New("teleo-notebook"), "headless.ipynb");
        var run = Cli.Run("notebook", "run", Repository.PathOf("notebooks", name + ".ipynb"), "--out", file);
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        AssertDrawn(file);
    }

    [PolyglotTheory, MemberData(nameof(Notebooks))]
    public void Every_notebook_runs_in_dotnet_repl(string name)
    {
        string file = Path.Combine(TestFolder.New("teleo-repl"), "out.ipynb");
        Execute(
            [], "dotnet", "dotnet-repl", "--run", name + ".ipynb", "--exit-after-run", "--output-path", file, "--output-format", "ipynb");
        AssertDrawn(file);
    }

    [PolyglotTheory("jupyter"), MemberData(nameof(InJupyter))]
    public void A_notebook_runs_in_jupyter(string name)
    {
        string folder = TestFolder.New("teleo-jupyter"), kernel = Path.Combine(folder, "kernels", ".net-csharp");
        Directory.CreateDirectory(kernel);
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray("dotnet", "dotnet-interactive", "jupyter", "--default-kernel", "csharp", "{connection_file}"),
            ["display_name"] = ".NET (C#)",
            ["language"] = "C#",
        };
        File.WriteAllText(Path.Combine(kernel, "kernel.json"), spec.ToJsonString());
        Execute(
            [("JUPYTER_PATH", folder)], "jupyter", "nbconvert", "--to", "notebook", "--execute", name + ".ipynb", "--output-dir", folder,
            "--ExecutePreprocessor.timeout=300");
        AssertDrawn(Path.Combine(folder, name + ".ipynb"));
    }

    private static void AssertDrawn(string file)
    {
        string text = File.ReadAllText(file);
        Assert.DoesNotContain("\"output_type\": \"error\"", text, StringComparison.Ordinal);
        Assert.True(Pictured.Any(sign => text.Contains(sign, StringComparison.Ordinal)), "no picture");
    }

    private static void Execute((string Name, string Value)[] environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.PathOf("notebooks"),
        };
        start.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{error.Result}");
    }
}

/// <summary>Drives the tools of <c>.config/dotnet-tools.json</c>: nightly, and counted as skipped where they or a program are missing.</summary>
public sealed class PolyglotTheoryAttribute : TheoryAttribute
{
    public PolyglotTheoryAttribute(string? program = null) => Skip = Nightly.SkipReason
        ?? (IsRestored("dotnet-repl") && IsRestored("microsoft.dotnet-interactive") ? null : "needs `dotnet tool restore`")
        ?? (program is null || IsOnPath(program) ? null : $"needs {program}");

    private static bool IsRestored(string package) => Directory.Exists(Path.Combine(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"), package));

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
