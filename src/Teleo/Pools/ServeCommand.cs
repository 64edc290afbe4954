using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Pool.Telemetry;
using Teleo.Server;
using Teleo.Server.Serving;
using Teleo.Shell;
using Teleo.Simulations;
using Teleo.Skills;

namespace Teleo.Pools;

/// <summary>The command <c>teleo serve</c>: a pool of models for clients over HTTP, with a controller.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Models = new("--models", "-m")
    {
        Description = "A folder of model files (.gguf, .slm), skill packages, or both",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Upstream = new("--upstream")
    {
        Description = "Address of an Ollama server or llama-server router that answers the requests; --control also manages its models",
        HelpName = "URL",
    };

    private static readonly Option<string> Protocol = new("--upstream-protocol")
    {
        Description = "Protocol of the upstream server: ollama, llama-server, or auto to ask the server",
        DefaultValueFactory = _ => "auto",
        HelpName = "NAME",
    };

    private static readonly Option<bool> Observe = new("--observe")
    {
        Description = "Only record the decisions for the upstream server and report what they would save (the default)",
    };

    private static readonly Option<bool> Control = new("--control")
    {
        Description = "Load and unload the models of the upstream server",
    };

    private static readonly Option<string> Machine = new("--machine")
    {
        Description = "The machine whose load times are assumed for the upstream server until loads are measured",
        DefaultValueFactory = _ => "nvme",
        HelpName = "NAME",
    };

    private static readonly Option<string> Runtime = new("--runtime")
    {
        Description = "Process of the models: engine for this one, worker for one each, or the path of a worker program",
        DefaultValueFactory = _ => "engine",
        HelpName = "NAME|PROGRAM",
    };

    private static readonly Option<double> Report = CheckedOption.Of("--report", "MIN",
        "Minutes between reports on the cost of the upstream server's own rule; 0 reports at the end only", 10, 0, 1e5);

    private static readonly Option<int> Port = CheckedOption.Of("--port", "N", "Port; 0 for any free one", 8642, 0, 65535);

    private static readonly Option<string> Memory = new("--memory", "-b")
    {
        Description = "Memory for weights: bytes (2GiB), or a share of the weights of all models (50%)",
        DefaultValueFactory = _ => "50%",
        HelpName = "BYTES|SHARE",
    };

    private static readonly Option<string> Policy = new("--policy", "-p")
    {
        Description = "The policy, such as lru or ttl:seconds=60",
        DefaultValueFactory = _ => "teleodynamic",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Trace = new("--trace")
    {
        Description = "Write every decision record as it is made (.jsonl)",
        HelpName = "FILE",
    };

    private static readonly Option<string?> State = new("--state")
    {
        Description = "Keep the learned estimates and the resource in this file from one start to the next",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Listen = new("--listen")
    {
        Description = "Address to listen on [loopback]; any other needs --token-file",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string[]> Hosts = new("--host")
    {
        Description = "A further host name under which clients reach this server",
        HelpName = "NAME",
    };

    private static readonly Option<string?> TokenFile = new("--token-file")
    {
        Description = "A file with the token that every client must send",
        HelpName = "FILE",
    };

    private static readonly Option<string?> OperatorFile = new("--operator-token-file")
    {
        Description = "A file with the operator's token [a new token, printed at the start]",
        HelpName = "FILE",
    };

    private static readonly Option<double> Timeout = RunOptions.TimeoutOf(120);

    private static readonly Option<double> Limit =
        CheckedOption.Of("--limit", "S", "Seconds of waiting that cost as much as one answer is worth", 1, 1e-6, 1e6);

    public static Subcommand Build() => new(
        "serve", "Serve models to clients of Ollama, OpenAI and llama-server", RunAsync,
        [
            "teleo serve --models skills --memory 50%",
            "teleo serve -m ~/models -b 8GiB --trace serve.jsonl --state serve.state",
            "teleo serve -m models --port 0 --policy lru",
            "teleo serve -m models --runtime worker",
            "teleo serve --upstream http://127.0.0.1:11434 --memory 8GiB --observe",
            "teleo serve --upstream http://127.0.0.1:11434 --memory 8GiB --control",
        ])
    {
        Models, Runtime, Upstream, Protocol, Observe, Control, Machine, Report, Port, Memory, Policy, Trace, State,
        PoolCommands.Variants, PoolCommands.Workers, Timeout, Limit,
        RunOptions.Seed, SimCommands.Otlp, TrustArguments.List, Listen, Hosts, TokenFile, OperatorFile,
    };

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        if (context.Get(Observe) && (context.Get(Control) || context.Get(Upstream) is null))
            throw CommandFailure.Usage("--observe needs --upstream and excludes --control");
        using var export = OtlpExport.To(context.Get(SimCommands.Otlp));
        var options = OptionsOf(context) with { Telemetry = export?.Steps };
        await using var host = await ServerHost.StartAsync(options, context.Clock, context.Note);
        if (context.IsJson) context.Line($"{{\"address\":\"{host.Address}\"}}");
        else context.Line($"{host.Address}");
        context.Terminal.Out.Flush();
        foreach (var left in host.Pool.Folder.Refused) context.Note($"left out: {left.Package}: {left.Why}");
        for (int model = 0; model < host.Pool.Models.Count; model++)
            if (host.Pool.Models.WhyNeverFits(model) is { } never)
                context.Note($"never in memory: {never}; give more --memory to serve it");
        string? unbounded = host.Pool.Unbounded is { } why ? $"the memory of workers is not bounded: {why}" : null;
        string?[] notes = [unbounded, host.Pool.StateFault, host.Pool.Loss];
        foreach (string note in notes.OfType<string>()) context.Note(note);
        if (context.Get(OperatorFile) is null) context.Note(
            $"operator's token: {options.OperatorToken} (page: {host.Address}#token={options.OperatorToken})");
        var stopped = new TaskCompletionSource();
        await using var registration = context.Cancellation.Register(stopped.SetResult);
        await Task.WhenAny(stopped.Task, host.Pool.Running, ReportAsync(host.Pool, context));
        if (host.Pool.Running.IsFaulted) await host.Pool.Running;
        context.Note("ending: requests under way may finish");
        if (host.Pool.Observes) await WriteReportAsync(host.Pool, context, CancellationToken.None);
        return ExitCode.Ok;
    }

    /// <summary>Reports the cost of an observed server's own rule at intervals; never ends by itself.</summary>
    private static async Task ReportAsync(ServedPool pool, CommandContext context)
    {
        double minutes = context.Get(Report);
        var between = pool.Observes && minutes > 0 ? TimeSpan.FromMinutes(minutes) : System.Threading.Timeout.InfiniteTimeSpan;
        while (true)
        {
            await Task.Delay(between, context.Clock, context.Cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
            if (context.Cancellation.IsCancellationRequested) return;
            await WriteReportAsync(pool, context, context.Cancellation);
        }
    }

    private static async Task WriteReportAsync(ServedPool pool, CommandContext context, CancellationToken cancellation)
    {
        try
        {
            var study = await pool.StudyAsync();
            foreach (string line in (await Task.Run(() => pool.ReportOn(study, cancellation))).Lines()) context.Note(line);
        }
        catch (InputException little)
        {
            context.Note(little.Message);
        }
        catch (OperationCanceledException)
        {
            // The last report follows at the end.
        }
    }

    private static ServeOptions OptionsOf(CommandContext context) => new()
    {
        Models = context.Get(Models) ?? "",
        Worker = WorkerFor(context.Get(Runtime), context.Get(Upstream)),
        Upstream = context.Get(Upstream) is { } url ? AddressIn(url) : null,
        UpstreamProtocol = context.Get(Protocol),
        Controls = context.Get(Control),
        Machine = context.Get(Machine),
        Variants = [.. context.Get(PoolCommands.Variants) ?? []],
        Trust = TrustArguments.Store(context.Get(TrustArguments.List), context.Get(Models) is { } folder ? [folder] : []),
        Memory = context.Get(Memory),
        Policy = context.Get(Policy),
        Seed = context.Get(RunOptions.Seed),
        Port = context.Get(Port),
        Listen = context.Get(Listen) is { } text ? AddressOf(text) : null,
        HostNames = [.. context.Get(Hosts) ?? []],
        Token = TokenIn(context.Get(TokenFile)),
        OperatorToken = TokenIn(context.Get(OperatorFile)) ?? RandomNumberGenerator.GetHexString(32, lowercase: true),
        Trace = context.Get(Trace),
        State = context.Get(State),
        Workers = context.Get(PoolCommands.Workers),
        TimeoutSeconds = context.Get(Timeout),
        LimitSeconds = context.Get(Limit),
    };

    /// <summary>The program that runs models, with its arguments; none where they run in this process.</summary>
    private static ImmutableArray<string> WorkerFor(string runtime, string? upstream) => runtime switch
    {
        "engine" => [],
        _ when upstream is not null => throw CommandFailure.Usage("--runtime needs --models: an --upstream server runs its own models"),
        "worker" => WorkerCommand.OfThisProgram(),
        _ when Path.GetExtension(runtime) == ".dll" => ["dotnet", Path.GetFullPath(CommandContext.ExistingFile(runtime))],
        _ when runtime.Contains(Path.DirectorySeparatorChar) => [Path.GetFullPath(CommandContext.ExistingFile(runtime))],
        _ => throw CommandFailure.Usage($"--runtime takes engine, worker, or the path of a worker program, not '{runtime}'"),
    };

    private static Uri AddressIn(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? address
            : throw CommandFailure.Usage($"--upstream takes a URL such as http://127.0.0.1:11434, not '{url}'");

    private static IPAddress AddressOf(string text) =>
        IPAddress.TryParse(text, out var address) ? address
            : throw CommandFailure.Usage($"--listen takes an address such as 0.0.0.0 or ::, not '{text}'");

    private static string? TokenIn(string? file) => file is null
        ? null
        : InputFile.ReadText(CommandContext.ExistingFile(file), 1 << 16).Trim();
}
