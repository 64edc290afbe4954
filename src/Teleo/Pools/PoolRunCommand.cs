using System.CommandLine;
using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Controller.Routing;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Live;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Tracing;
using Teleo.Pool.Live;
using Teleo.Pool.Telemetry;
using Teleo.Shell;
using Teleo.Simulations;
using Teleo.Skills;
using TraceFile = Teleo.Experiments.Tracing.TraceFile;
using TraceWriter = Teleo.Controller.Tracing.TraceWriter;

namespace Teleo.Pools;

/// <summary>The command <c>teleo pool run</c>: real skills, a memory budget, a workload of real requests, and a policy.</summary>
internal static class PoolRunCommand
{
    internal enum Pace
    {
        /// <summary>Times in which nothing is under way pass at once.</summary>
        Max,
        Real,
    }

    private static readonly Option<string> Policy = new("--policy", "-p")
    {
        Description = "The policy, such as lru or ttl:seconds=60",
        DefaultValueFactory = _ => "teleodynamic",
        HelpName = "NAME",
    };
    private static readonly Option<Pace> Speed = new("--speed")
    {
        Description = "Pace of time: max skips idle time, real follows the clock",
        DefaultValueFactory = _ => Pace.Max,
        HelpName = "PACE",
    };
    private static readonly Option<RouteMode> Mode = new("--mode")
    {
        Description = "How a request uses skills: direct, cascade, committee",
        DefaultValueFactory = _ => RouteMode.Direct,
        HelpName = "MODE",
    };
    private static readonly Option<double> Timeout = RunOptions.TimeoutOf(30);
    private static readonly Option<double> Limit = CheckedOption.Of(
        "--limit", "S", "The latest time to first token in seconds for an answer in time; also the price of waiting",
        LiveSettings.UsualLimitSeconds, 1e-6, 1e6);
    private static readonly Option<double> Change = new CheckedOption<double>("--change")
    {
        Description = "Second at which the right answers of some tasks change, so that skills that were right become wrong",
        DefaultValueFactory = _ => double.PositiveInfinity,
        HelpName = "S",
        Takes = "a time of at least 0 s",
        Allows = change => change >= 0,
    };
    private static readonly Option<string?> Trace =
        new("--trace") { Description = "Write every decision record (.jsonl or .jsonl.gz)", HelpName = "FILE" };
    private static readonly Option<bool> Live =
        new("--live") { Description = "Show the pool, the resource and the last decisions during the run" };
    private static readonly Option<string?> Operator = new("--operator")
    {
        Description = "Operator commands, one per line, such as 'at 10 pin NAME'; - for standard input",
        HelpName = "FILE|-",
    };

    public static Subcommand Build() => new("run", "Run a workload of real requests on real models within a memory budget",
        Run,
    [
        "teleo pool run --skills skills --budget 50% --workload drift --duration 600 --page run.html",
        "teleo pool run -s skills --variant f32 q4_0 --limit 0.02 --change 3600 --trace run.jsonl.gz",
        "teleo pool run -s skills -b 2MiB -p lru --speed real --duration 60 --live",
    ])
    {
        PoolCommands.Skills, PoolCommands.Workload, PoolCommands.Budget, Policy, PoolCommands.Duration, RunOptions.Seed, Speed, Mode,
            PoolCommands.Miss, PoolCommands.Workers, Timeout, Limit, Change,
        PoolCommands.Variants, PoolCommands.Profile, TrustArguments.List, Trace, PageOption.Page, PageOption.Figures, Live,
        Operator, SimCommands.Otlp,
    };

    private static ExitCode Run(CommandContext context)
    {
        var options = OptionsOf(context);
        using var export = OtlpExport.To(context.Get(SimCommands.Otlp));
        using var progress = context.Progress("running");
        using var view = context.Get(Live) ? new LiveView(context.Terminal) : null;
        var hooks = new LiveRunHooks
        {
            Telemetry = export?.Steps,
            Snapshot = view is null ? null : view.Show,
            SnapshotSeconds = context.Terminal.IsInteractive ? 0.25 : 1,
            Progress = view is null ? (done, total) => progress.Report(done, total) : null,
            Opened = context.Get(Operator) == "-" ? plant => _ = ListenAsync(plant, context) : null,
        };
        var (result, failure) = context.Get(Trace) is { } path
            ? Traced(path, options, hooks, context)
            : (Play(options, hooks, context), null);
        progress.Dispose();
        view?.Dispose();
        context.Result(result, r => PoolTable.Write(r, context));
        PageOption.Write(context, () => LiveRunPage.Of(result, options, context.Asked, context.Get(Trace)));
        if (failure is not null)
            throw new CommandFailure(ExitCode.Failed, "TraceNotWritten",
                $"the run has ended well, its trace could not be written: {failure.Message}", context.Get(Trace));
        if (context.Cancellation.IsCancellationRequested) context.Note("stopped before the end; the figures cover the finished part");
        return context.Cancellation.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Ok;
    }

    private static LiveRunOptions OptionsOf(CommandContext context)
    {
        if (context.Get(Live) && context.IsJson) throw CommandFailure.Usage("--live and --json exclude each other; give one");
        return PoolCommands.OptionsOf(context) with
        {
            Policy = context.Get(Policy),
            SkipsIdle = context.Get(Speed) != Pace.Real,
            Mode = context.Get(Mode),
            TimeoutSeconds = context.Get(Timeout),
            LimitSeconds = context.Get(Limit),
            ChangeSeconds = context.Get(Change),
            Operator = ScriptOf(context),
        };
    }

    private static LiveResult Play(LiveRunOptions options, LiveRunHooks hooks, CommandContext context) =>
        LiveRun.RunAsync(options, hooks, context.Clock, context.Cancellation).GetAwaiter().GetResult();

    private static (LiveResult Result, IOException? Failure) Traced(string path, LiveRunOptions options, LiveRunHooks hooks,
        CommandContext context)
    {
        LiveResult? result = null;
        foreach (string left in TraceFile.LeftOf(path))
            context.Note($"an earlier run of this trace was killed; to make a trace of what it wrote: teleo trace recover {left} FILE");
        try
        {
            TraceFile.Write(path, stream =>
            {
                TraceWriter? writer = null;
                LastingSink? sink = null;
                Func<IPolicy, Catalog, IDecisionSink> sinkFor = (policy, catalog) =>
                    sink = new LastingSink(writer = WriterFor(policy, catalog, stream, options, context), stream, context.Clock);
                result = Play(options, hooks with { SinkFor = sinkFor }, context);
                if (sink!.Failure is { } full) throw full;
                writer!.End();
                return result;
            });
            return (result!, null);
        }
        catch (IOException failure) when (result is not null)
        {
            return (result, failure);
        }
    }

    private static TraceWriter WriterFor(IPolicy policy, Catalog catalog, Stream stream, LiveRunOptions options, CommandContext context)
    {
        var ours = TraceFile.Recording(policy);
        var run = new Dictionary<string, string>
        {
            ["workload"] = options.Workload,
            ["capacity"] = options.Budget,
            ["plant"] = "live",
            ["speed"] = options.SkipsIdle ? "max" : "real",
            ["limit"] = Written(options.LimitSeconds),
        };
        if (double.IsFinite(options.ChangeSeconds)) run["change"] = Written(options.ChangeSeconds);
        var header = TraceFile.HeaderOf(ours, catalog, options.Seed, $"{options.Workload}/{policy.Name}/{options.Seed}/live", run);
        return new TraceWriter(stream, header with { Epoch = context.Clock.GetUtcNow() });

        static string Written(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds} s");
    }

    private static System.Collections.Immutable.ImmutableArray<OperatorCommand> ScriptOf(CommandContext context)
    {
        if (context.Get(Operator) is not { } file || file == "-") return [];
        string[] lines = InputFile.ReadText(CommandContext.ExistingFile(file), 1 << 20).Split('\n');
        return [.. lines.Where(line => line.Trim() is { Length: > 0 } text && !text.StartsWith('#')).Select(OperatorCommand.Parse)
            .OrderBy(command => command.AtSeconds)];
    }

    private static async Task ListenAsync(LivePlant plant, CommandContext context)
    {
        try
        {
            while (await context.Terminal.ReadLineAsync(context.Cancellation) is { } line)
            {
                if (line.Trim().Length == 0) continue;
                try
                {
                    var command = OperatorCommand.Parse(line);
                    plant.Post(() => plant.Operator.Obey(command));
                }
                catch (InputException wrong)
                {
                    context.Note(wrong.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
