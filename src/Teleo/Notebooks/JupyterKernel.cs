using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Teleo.Notebooks;

/// <summary>
/// A C# kernel for Jupyter. Cells run one after another; completion, inspection and interrupts are answered
/// meanwhile. An interrupt cancels commands of the program; code that does not look at it is left behind, and the next
/// cell starts from the state before it.
/// </summary>
internal sealed class JupyterKernel : IDisposable
{
    private readonly byte[] _key;
    private readonly TimeProvider _clock;
    private readonly ZmtpSocket _shell;
    private readonly ZmtpSocket _control;
    private readonly ZmtpSocket _iopub;
    private readonly ZmtpSocket _stdin;
    private readonly ZmtpSocket _heartbeat;
    private readonly NotebookSession _session = new();
    private readonly Channel<(ZmtpConnection From, JupyterMessage Message)> _waiting = Channel.CreateUnbounded<(ZmtpConnection, JupyterMessage)>();
    private readonly CancellationTokenSource _end = new();
    private CancellationTokenSource _cell = new();
    private int _sent;

    public JupyterKernel(KernelConnection connection, TimeProvider clock)
    {
        (_key, _clock) = (Encoding.UTF8.GetBytes(connection.Key), clock);
        var address = connection.Ip is "*" or "0.0.0.0" ? IPAddress.Loopback : IPAddress.Parse(connection.Ip);   // never beyond this machine unless an address says so
        _shell = new("ROUTER", address, connection.ShellPort);
        _control = new("ROUTER", address, connection.ControlPort);
        _iopub = new("PUB", address, connection.IopubPort);
        _stdin = new("ROUTER", address, connection.StdinPort);
        _heartbeat = new("REP", address, connection.HbPort);
    }

    public (int Shell, int Control, int Iopub, int Heartbeat) Ports => (_shell.Port, _control.Port, _iopub.Port, _heartbeat.Port);

    /// <summary>Serves until it is asked to shut down.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        using var registration = cancellation.Register(_end.Cancel);
        Task[] all =
        [
            _shell.Serve((from, frames) => Queue(from, frames), _end.Token),
            _control.Serve(Control, _end.Token),
            _iopub.Serve((_, _) => Task.CompletedTask, _end.Token),
            _stdin.Serve((_, _) => Task.CompletedTask, _end.Token),
            _heartbeat.Serve((from, frames) => from.Send(frames, _end.Token), _end.Token),
            Work(),
        ];
        try
        {
            await Task.WhenAll(all);
        }
        catch (OperationCanceledException)
        {
            // asked to end
        }
    }

    public void Dispose()
    {
        foreach (var socket in new[] { _shell, _control, _iopub, _stdin, _heartbeat }) socket.Dispose();
        _end.Dispose();
        _cell.Dispose();
    }

    /// <summary>A message that is not signed with the key is not answered.</summary>
    private async Task Queue(ZmtpConnection from, List<byte[]> frames)
    {
        if (JupyterMessage.Read(frames, _key) is { } message) await _waiting.Writer.WriteAsync((from, message), _end.Token);
    }

    private async Task Control(ZmtpConnection from, List<byte[]> frames)
    {
        if (JupyterMessage.Read(frames, _key) is not { } message) return;
        switch (message.Type)
        {
            case "interrupt_request":
                await _cell.CancelAsync();
                await Reply(from, message, "interrupt_reply", Ok());
                break;
            case "shutdown_request":
                await Reply(from, message, "shutdown_reply", new JsonObject { ["status"] = "ok", ["restart"] = (bool?)message.Content["restart"] ?? false });
                await _end.CancelAsync();
                break;
            default:
                await Answer(from, message);
                break;
        }
    }

    private async Task Work()
    {
        await foreach (var (from, message) in _waiting.Reader.ReadAllAsync(_end.Token)) await Answer(from, message);
    }

    private async Task Answer(ZmtpConnection from, JupyterMessage message)
    {
        await Publish(message, "status", new JsonObject { ["execution_state"] = "busy" });
        switch (message.Type)
        {
            case "kernel_info_request":
                await Reply(from, message, "kernel_info_reply", Info());
                break;
            case "execute_request":
                await Execute(from, message);
                break;
            case "complete_request":
                await Reply(from, message, "complete_reply", ScriptHelp.Complete(_session, Code(message), Cursor(message)));
                break;
            case "inspect_request":
                await Reply(from, message, "inspect_reply", ScriptHelp.Inspect(_session, Code(message), Cursor(message)));
                break;
            case "is_complete_request":
                await Reply(from, message, "is_complete_reply", new JsonObject { ["status"] = ScriptHelp.IsComplete(Code(message)) ? "complete" : "incomplete", ["indent"] = "" });
                break;
            case "history_request":
                await Reply(from, message, "history_reply", new JsonObject { ["status"] = "ok", ["history"] = new JsonArray() });
                break;
            case "comm_info_request":
                await Reply(from, message, "comm_info_reply", new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() });
                break;
            case "shutdown_request":
                await Reply(from, message, "shutdown_reply", new JsonObject { ["status"] = "ok", ["restart"] = false });
                await _end.CancelAsync();
                return;
        }

        await Publish(message, "status", new JsonObject { ["execution_state"] = "idle" });
    }

    private async Task Execute(ZmtpConnection from, JupyterMessage message)
    {
        _cell.Dispose();
        _cell = new CancellationTokenSource();
        string code = Code(message);
        await Publish(message, "execute_input", new JsonObject { ["code"] = code, ["execution_count"] = _session.Count + 1 });
        var outputs = await Interruptible(code, _cell.Token);
        foreach (var output in outputs)
        {
            var (type, content) = output.ToMessage(_session.Count);
            await Publish(message, type, content);
        }

        var reply = outputs.OfType<CellOutput.Failed>().FirstOrDefault() is { } failed ? failed.ToMessage(_session.Count).Content : new JsonObject { ["payload"] = new JsonArray(), ["user_expressions"] = new JsonObject() };
        reply["status"] = reply.ContainsKey("ename") ? "error" : "ok";
        reply["execution_count"] = _session.Count;
        await Reply(from, message, "execute_reply", reply);
    }

    private async Task<IReadOnlyList<CellOutput>> Interruptible(string code, CancellationToken interrupt)
    {
        var run = Task.Run(() => _session.Run(code, interrupt), CancellationToken.None);
        var stopped = new TaskCompletionSource();
        using var registration = interrupt.Register(stopped.SetResult);
        if (await Task.WhenAny(run, stopped.Task) == run) return await run;
        return [NotebookSession.Interrupted];
    }

    private Task Reply(ZmtpConnection to, JupyterMessage request, string type, JsonObject content) =>
        to.Send(request.Answer(type, content, Interlocked.Increment(ref _sent), _key, _clock.GetUtcNow()), _end.Token);

    private Task Publish(JupyterMessage request, string type, JsonObject content) =>
        _iopub.Publish(request.Answer(type, content, Interlocked.Increment(ref _sent), _key, _clock.GetUtcNow(), type), _end.Token);

    private static string Code(JupyterMessage message) => (string?)message.Content["code"] ?? "";

    private static int Cursor(JupyterMessage message) => Math.Clamp((int?)message.Content["cursor_pos"] ?? 0, 0, Code(message).Length);

    private static JsonObject Ok() => new() { ["status"] = "ok" };

    private static JsonObject Info() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = "5.3",
        ["implementation"] = "teleo",
        ["implementation_version"] = typeof(JupyterKernel).Assembly.GetName().Version!.ToString(3),
        ["language_info"] = new JsonObject { ["name"] = "C#", ["version"] = "14.0", ["mimetype"] = "text/x-csharp", ["file_extension"] = ".cs", ["pygments_lexer"] = "csharp" },
        ["banner"] = "teleo: C# with figures, traces and every teleo command",
        ["help_links"] = new JsonArray(),
    };
}
