using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Teleo.Notebooks;
using Teleo.Shell;

namespace Teleo.Tests.Notebooks;

[Collection("notebooks print through the console")]
public class JupyterTests
{
    private static readonly byte[] Key = "a key"u8.ToArray();

    [Fact]
    public async Task A_signed_request_is_answered_and_one_that_is_not_is_ignored()
    {
        using var kernel = new JupyterKernel(new KernelConnection("127.0.0.1", 0, 0, 0, 0, 0, "a key"), TimeProvider.System);
        using var end = new CancellationTokenSource();
        var running = kernel.Run(end.Token);
        using var shell = await Connect(kernel.Ports.Shell, "DEALER");

        await shell.Send(Request("kernel_info_request", []).Answer("kernel_info_request", [], 0, "wrong"u8.ToArray(), default), default);
        await shell.Send(Request("execute_request", []).Answer("execute_request", new JsonObject { ["code"] = "6 * 7" }, 1, Key, default), default);
        var reply = JupyterMessage.Read(await shell.Receive(default), Key)!;
        Assert.Equal("execute_reply", reply.Type);   // the unsigned request came first and has no answer
        Assert.Equal("ok", (string?)reply.Content["status"]);
        await end.CancelAsync();
        await running;
    }

    [Fact]
    public async Task An_interrupt_ends_a_cell_that_would_never_end()
    {
        using var kernel = new JupyterKernel(new KernelConnection("127.0.0.1", 0, 0, 0, 0, 0, "a key"), TimeProvider.System);
        using var end = new CancellationTokenSource();
        var running = kernel.Run(end.Token);
        using var shell = await Connect(kernel.Ports.Shell, "DEALER");
        using var control = await Connect(kernel.Ports.Control, "DEALER");
        using var published = await Connect(kernel.Ports.Iopub, "SUB");

        await shell.Send(Request("x", []).Answer("execute_request", new JsonObject { ["code"] = "await System.Threading.Tasks.Task.Delay(-1);" }, 0, Key, default), default);
        while (JupyterMessage.Read(await published.Receive(default), Key)!.Type != "execute_input")
        {
        }

        await control.Send(Request("x", []).Answer("interrupt_request", [], 1, Key, default), default);
        var reply = JupyterMessage.Read(await shell.Receive(default), Key)!;
        Assert.Equal(("execute_reply", "error", "Interrupted"), (reply.Type, (string?)reply.Content["status"], (string?)reply.Content["ename"]));

        await shell.Send(Request("x", []).Answer("execute_request", new JsonObject { ["code"] = "1 + 1" }, 2, Key, default), default);
        Assert.Equal("ok", (string?)JupyterMessage.Read(await shell.Receive(default), Key)!.Content["status"]);
        await end.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Completion_inspection_and_whether_a_cell_is_whole_are_answered_on_the_wire()
    {
        using var kernel = new JupyterKernel(new KernelConnection("127.0.0.1", 0, 0, 0, 0, 0, "a key"), TimeProvider.System);
        using var end = new CancellationTokenSource();
        var running = kernel.Run(end.Token);
        using var shell = await Connect(kernel.Ports.Shell, "DEALER");

        await Ask("execute_request", new JsonObject { ["code"] = "var answers = new List<int> { 42 };" });
        var completion = await Ask("complete_request", new JsonObject { ["code"] = "answ", ["cursor_pos"] = 4 });
        Assert.Contains("answers", completion["matches"]!.AsArray().Select(match => (string?)match));
        var inspection = await Ask("inspect_request", new JsonObject { ["code"] = "answers", ["cursor_pos"] = 3, ["detail_level"] = 0 });
        Assert.True((bool)inspection["found"]!);
        Assert.Contains("List<int>", (string?)inspection["data"]!["text/plain"], StringComparison.Ordinal);
        Assert.Equal("incomplete", (string?)(await Ask("is_complete_request", new JsonObject { ["code"] = "if (true) {" }))["status"]);
        await end.CancelAsync();
        await running;

        async Task<JsonObject> Ask(string type, JsonObject content)
        {
            await shell.Send(Request("x", []).Answer(type, content, 0, Key, default), default);
            return JupyterMessage.Read(await shell.Receive(default), Key)!.Content;
        }
    }

    [Fact]
    public async Task The_heartbeat_echoes_and_noise_on_a_port_hurts_nobody()
    {
        using var kernel = new JupyterKernel(new KernelConnection("127.0.0.1", 0, 0, 0, 0, 0, "a key"), TimeProvider.System);
        using var end = new CancellationTokenSource();
        var running = kernel.Run(end.Token);
        using (var noise = new TcpClient("127.0.0.1", kernel.Ports.Heartbeat)) await noise.GetStream().WriteAsync(new byte[200]);
        using var heart = await Connect(kernel.Ports.Heartbeat, "REQ");
        await heart.Send([[], "ping"u8.ToArray()], default);
        Assert.Equal("ping"u8.ToArray(), (await heart.Receive(default))[^1]);
        await end.CancelAsync();
        await running;
    }

    public static TheoryData<string> Notebooks => [.. Directory.GetFiles(Repository.PathOf("notebooks"), "*.ipynb").Select(path => Path.GetFileNameWithoutExtension(path)!).Order()];

    [NightlyTheory, MemberData(nameof(Notebooks))]
    public void Every_notebook_runs_headless(string name)
    {
        string folder = Directory.CreateTempSubdirectory("teleo-notebook").FullName;
        var run = Teleo.Tests.Commands.Cli.Run("notebook", "run", Repository.PathOf("notebooks", name + ".ipynb"), "--out", Path.Combine(folder, "headless.ipynb"));
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        Directory.Delete(folder, recursive: true);
    }

    [JupyterTheory, MemberData(nameof(Notebooks))]
    public void Every_notebook_runs_in_jupyter(string name)
    {
        string folder = Directory.CreateTempSubdirectory("teleo-jupyter").FullName;
        string source = Repository.PathOf("notebooks", name + ".ipynb");
        string teleo = Path.Combine(AppContext.BaseDirectory, "teleo.dll");
        Execute(folder, "dotnet", teleo, "notebook", "kernel", "install");
        Execute(folder, "jupyter", "nbconvert", "--to", "notebook", "--execute", source, "--output-dir", folder, "--ExecutePreprocessor.timeout=300", "--ExecutePreprocessor.kernel_name=teleo");
        Directory.Delete(folder, recursive: true);
    }

    private static void Execute(string home, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, WorkingDirectory = Repository.PathOf("notebooks") };
        start.Environment["HOME"] = home;
        using var process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}");
    }

    private static JupyterMessage Request(string type, JsonObject content) =>
        new(new JsonObject { ["msg_id"] = "m1", ["session"] = "s1", ["msg_type"] = type, ["version"] = "5.3" }, content);

    private static async Task<ZmtpConnection> Connect(int port, string type)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var connection = new ZmtpConnection(client.GetStream());
        await connection.Handshake(type, default);
        return connection;
    }
}

/// <summary>Drives Jupyter, and is counted as skipped where it is not installed.</summary>
public sealed class JupyterTheoryAttribute : TheoryAttribute
{
    public JupyterTheoryAttribute() => Skip = IsInstalled ? null : "needs jupyter";

    private static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "jupyter")));
}
