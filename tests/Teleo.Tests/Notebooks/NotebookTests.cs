using System.Text.Json.Nodes;
using Teleo.Notebooks;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Notebooks;

[Collection("notebooks print through the console")]
public class NotebookTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-notebook");

    [Fact]
    public async Task Cells_see_what_cells_before_them_declared_and_their_outputs_keep_their_order()
    {
        var session = new NotebookSession();
        Assert.Empty(await session.Run("int Twice(int x) => 2 * x; var list = new[] { 1, 2, 3 };", default));
        var outputs = await session.Run("Console.WriteLine(\"before\"); Show(list.Select(Twice)); Console.WriteLine(\"after\"); Twice(21)", default);
        Assert.Equal(["stream", "display_data", "stream", "execute_result"], outputs.Select(output => (string?)output.ToJson(2)["output_type"]));
        Assert.Equal("42", Assert.IsType<CellOutput.Result>(outputs[^1]).Data["text/plain"]);
    }

    [Fact]
    public async Task A_failing_cell_leaves_the_state_as_it_was()
    {
        var session = new NotebookSession();
        await session.Run("var x = 1;", default);
        Assert.IsType<CellOutput.Failed>((await session.Run("x = 2 +;", default)).Single());
        Assert.IsType<CellOutput.Failed>((await session.Run("throw new InvalidOperationException(\"no\");", default)).Single());
        Assert.Equal("1", Assert.IsType<CellOutput.Result>((await session.Run("x", default)).Single()).Data["text/plain"]);
    }

    [Fact]
    public async Task Figures_are_pictures_and_records_are_tables()
    {
        var session = new NotebookSession();
        var figure = Assert.IsType<CellOutput.Result>((await session.Run("Figure.Of(\"f\", new Scale.Linear(\"x\"), new Scale.Linear(\"y\"), new Mark.Line([1, 2], [3, 4]))", default)).Single());
        Assert.StartsWith("<svg", figure.Data["image/svg+xml"], StringComparison.Ordinal);
        var table = Assert.IsType<CellOutput.Result>((await session.Run("new[] { new { Name = \"<b>\", Value = 1.5 } }", default)).Single());
        Assert.Contains("<td>&lt;b&gt;</td><td>1.5</td>", table.Data["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_runs_headless_and_twice_gives_equal_bytes()
    {
        string path = Write("Console.WriteLine(6 * 7);", "Pool.Simulated(\"rare\", \"2\").Play(\"lru\").ToString()!.Length > 0");
        Assert.Equal(ExitCode.Ok, Cli.Run("notebook", "run", path).Exit);
        byte[] first = File.ReadAllBytes(path);
        Assert.Equal(ExitCode.Ok, Cli.Run("notebook", "run", path).Exit);
        Assert.Equal(first, File.ReadAllBytes(path));
        var cells = JsonNode.Parse(first)!["cells"]!.AsArray();
        Assert.Equal("42\n", (string?)cells[0]!["outputs"]![0]!["text"]);
        Assert.Equal("True", (string?)cells[1]!["outputs"]![0]!["data"]!["text/plain"]);
    }

    [Fact]
    public void A_failing_cell_fails_the_run_and_is_written_down()
    {
        string path = Write("1 + 1", "throw new Exception(\"on purpose\");", "\"never reached\"");
        var run = Cli.Run("notebook", "run", path);
        Assert.Equal(ExitCode.Failed, run.Exit);
        Assert.Contains("cell 2 failed: Exception: on purpose", run.Error, StringComparison.Ordinal);
        var cells = JsonNode.Parse(File.ReadAllBytes(path))!["cells"]!.AsArray();
        Assert.Equal("error", (string?)cells[1]!["outputs"]![0]!["output_type"]);
        Assert.Empty(cells[2]!["outputs"]!.AsArray());
    }

    [Fact]
    public void A_cell_that_ends_the_process_is_a_failure_whatever_exit_code_it_gives()
    {
        string path = Write("1 + 1", "Environment.Exit(0);", "2 + 2");
        byte[] before = File.ReadAllBytes(path);
        var run = Cli.Run("notebook", "run", path);
        Assert.Equal(ExitCode.Failed, run.Exit);
        Assert.Contains("EndedByCell", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_cell_without_end_is_ended_by_the_limit_of_time()
    {
        var run = Cli.Run("notebook", "run", Write("while (true) { }"), "--timeout", "6");
        Assert.Equal(ExitCode.Failed, run.Exit);
        Assert.Contains("TimeLimit", run.Error, StringComparison.Ordinal);
    }

    [NightlyFact]
    public void A_cell_that_fills_memory_ends_its_own_process_only()
    {
        var run = Cli.Run("notebook", "run", Write("var all = new List<byte[]>(); while (true) all.Add(new byte[1 << 20]);"), "--memory", "256");
        Assert.Equal(ExitCode.Failed, run.Exit);
    }

    [Theory, InlineData("{"), InlineData("[]"), InlineData("{\"nbformat\":3}"), InlineData("{\"nbformat\":4,\"cells\":[1]}"), InlineData("{\"nbformat\":\"4\"}")]
    public void What_is_no_notebook_is_told(string text)
    {
        string path = Path.Combine(_folder, "bad.ipynb");
        File.WriteAllText(path, text);
        Assert.Equal(ExitCode.BadInput, Cli.Run("notebook", "run", path).Exit);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(params string[] cells)
    {
        string path = Path.Combine(_folder, "test.ipynb");
        var root = new JsonObject
        {
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
            ["metadata"] = new JsonObject(),
            ["cells"] = new JsonArray([.. cells.Select((code, i) => (JsonNode)new JsonObject
            {
                ["cell_type"] = "code", ["id"] = $"c{i}", ["metadata"] = new JsonObject(), ["execution_count"] = null, ["outputs"] = new JsonArray(), ["source"] = code,
            })]),
        };
        File.WriteAllText(path, root.ToJsonString());
        return path;
    }
}
