using System.CommandLine;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Workloads;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The group <c>teleo workload</c>: makes, imports and describes workloads.</summary>
internal static class WorkloadCommands
{
    private static readonly SynthesisSpec Defaults = new();

    private static readonly Argument<string> Source = new("source")
    {
        Description = "A shipped workload, or a workload or CSV file",
        HelpName = "NAME|FILE"
    };
    private static readonly Argument<string> LogArgument = new("log")
    {
        Description = "A request log: CSV, JSON lines or an Ollama server log, plain or gzip",
        HelpName = "LOG"
    };
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The workload file to write",
        HelpName = "FILE",
        Required = true
    };
    private static readonly Option<string?> Like = new("--like")
    {
        Description = "Write the shipped workload of this name instead",
        HelpName = "NAME"
    };
    private static readonly Option<string?> Windows = new("--windows")
    {
        Description = "Make requests from the measured rates of these hours, such as 64-76",
        HelpName = "H-H"
    };
    private static readonly Option<double> Scale = new("--scale")
    {
        Description = "Factor on the measured rates",
        DefaultValueFactory = _ => 5e-4,
        HelpName = "X"
    };
    private static readonly Option<int> Skills = new("--skills")
    {
        Description = "Number of skills",
        DefaultValueFactory = _ => Defaults.Skills,
        HelpName = "N"
    };
    private static readonly Option<double> Zipf = Number("--zipf", "Zipf exponent of popularity; 0 for equal popularity", Defaults.Zipf);
    private static readonly Option<double> Rate = Number("--rate", "Mean requests per second", Defaults.RatePerSecond);
    private static readonly Option<double> Duration = Number("--duration", "Seconds", Defaults.DurationSeconds);
    private static readonly Option<GapLaw> Gaps = new("--gaps")
    {
        Description = "Distribution of the time between requests: poisson, gamma, weibull",
        DefaultValueFactory = _ => GapLaw.Poisson,
        HelpName = "LAW"
    };
    private static readonly Option<double> Shape =
        Number("--shape", "Shape of the gamma or Weibull distribution; below 1 for bursts", Defaults.GapShape);
    private static readonly Option<RateShape> Modulation = new("--modulation")
    {
        Description = "How the rate changes: constant, onoff, diurnal",
        DefaultValueFactory = _ => RateShape.Constant,
        HelpName = "SHAPE"
    };
    private static readonly Option<double> On = Number("--on", "Mean seconds of an on period (onoff)", Defaults.OnSeconds);
    private static readonly Option<double> Off = Number("--off", "Mean seconds of an off period (onoff)", Defaults.OffSeconds);
    private static readonly Option<double> Depth = Number("--depth", "Amplitude of the rate, 0 to 1 (diurnal)", Defaults.DiurnalDepth);
    private static readonly Option<double> Period = Number("--period", "Seconds of one period (diurnal)", Defaults.DiurnalPeriodSeconds);
    private static readonly Option<double> Drift =
        Number("--drift", "Seconds after which popularity moves on by one skill; 0 for never", 0);
    private static readonly Option<double> Regime =
        Number("--regime", "Second at which popularity is drawn again", double.PositiveInfinity);
    private static readonly Option<double> Follow =
        Number("--follow", "Probability that a request is followed by one for the next skill of a workflow", 0);
    private static readonly Option<double> Think =
        Number("--think", "Mean seconds between a request of a workflow and the next", Defaults.ThinkSeconds);
    private static readonly Option<double> Input = Number("--input-tokens", "Median input tokens", Defaults.InputTokensMedian);
    private static readonly Option<double> Answer = Number("--output-tokens", "Median output tokens", Defaults.OutputTokensMedian);
    private static readonly Option<double> Spread =
        Number("--token-spread", "Log-normal spread of input and output tokens", Defaults.TokenSpread);

    public static Subcommand Build() => new("workload", "Make, import and describe workloads")
    {
        new Subcommand("list", "List the workloads that ship with the program", List, ["teleo workload list"]),
        new Subcommand("info", "Describe a workload", Info, ["teleo workload info servegen-12h"]) { Source, RunOptions.Seed },
        new Subcommand("import", "Convert a request log to a workload file", Import,
            ["teleo workload import requests.csv.gz --output requests.trace"]) { LogArgument, Output, WorldOptions.ModelName },
        new Subcommand("synth", "Make a workload from a distribution and a seed", Synthesise,
            ["teleo workload synth --skills 32 --zipf 1.1 --drift 600 --output drift.trace",
                "teleo workload synth --windows 64-76 --output half-day.trace"])
        {
            Output, RunOptions.Seed, Like, Windows, Scale, Skills, Zipf, Rate, Duration, Gaps, Shape, Modulation, On, Off, Depth, Period,
            Drift, Regime, Follow, Think, Input, Answer, Spread,
        },
    };

    private static ExitCode List(CommandContext context) =>
        context.Result(WorkloadLibrary.All.Select(w => new { w.Name, w.Description, w.IsRecorded }).ToList(), all =>
            context.Write(Table.Of(all,
            (Column.Word("name"), workload => workload.Name),
            (Column.Text("what it is"), workload => workload.Description))));

    private static ExitCode Info(CommandContext context)
    {
        var trace = WorkloadSource.Open(context.Get(Source), new SeedTree(context.Get(RunOptions.Seed)));
        return context.Result(WorkloadSummary.Of(trace), summary => WriteSummary(summary, context));
    }

    private static ExitCode Import(CommandContext context)
    {
        string path = context.GetFile(LogArgument);
        using var file = InputFile.Open(path);
        using var writer = WorkloadWriter.ToFile(context.Get(Output));
        using var progress = context.Progress("importing");
        var log = LogFile.Import(file, row =>
        {
            writer.Add(row);
            if ((writer.Count & 0xFFFF) == 0) context.Cancellation.ThrowIfCancellationRequested();
        }, out var error, context.Get(WorldOptions.ModelName), bytes =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            progress.Report(bytes, file.Length);
        });
        if (log is null) throw LogFile.Bad(error!, path);
        string hash = writer.Complete(log.Models);
        return context.Result(new { Output = context.Get(Output), Requests = writer.Count, ContentHash = hash, Understood = log.Report },
            result =>
        {
            foreach (string line in log.Report.Lines()) context.Line(line);
            context.Line($"{result.Output}: sha256 {result.ContentHash}");
        });
    }

    private static ExitCode Synthesise(CommandContext context)
    {
        var seeds = new SeedTree(context.Get(RunOptions.Seed));
        if (context.Get(Like) is { } name)
        {
            var named = WorkloadLibrary.Find(name)
                ?? throw InputException.Asked("UnknownWorkload",
                    $"no workload '{name}'{Suggestions.Sentence(name, WorkloadLibrary.Names)}");
            if (named.Make(seeds) is not MemoryWorkload made)
                throw new InputException("CannotWrite", $"the requests of '{name}' depend on the policy and cannot be written to a file");
            return Write(context, made.Skills, made.Rows.ToArray());
        }

        if (context.Get(Windows) is { } hours)
        {
            var made = (MemoryWorkload)WorkloadLibrary.FromWindows(Hour(hours, 0), Hour(hours, 1), context.Get(Scale), seeds);
            return Write(context, made.Skills, made.Rows.ToArray());
        }

        var spec = SpecOf(context);
        if (spec.Problems() is { Count: > 0 } problems) throw InputException.Asked("BadSpecification", string.Join("; ", problems));
        return Write(context, Synthesizer.SkillNames(spec.Skills), Synthesizer.Requests(spec, seeds));
    }

    private static ExitCode Write(CommandContext context, IReadOnlyList<string> skills, IEnumerable<Request> rows)
    {
        using var writer = WorkloadWriter.ToFile(context.Get(Output));
        foreach (var row in rows)
        {
            writer.Add(row);
            if ((writer.Count & 0xFFFF) == 0) context.Cancellation.ThrowIfCancellationRequested();
        }

        return Written(context, writer.Complete([.. skills]), writer.Count);
    }

    private static ExitCode Written(CommandContext context, string hash, long requests) =>
        context.Result(new { Output = context.Get(Output), Requests = requests, ContentHash = hash },
            result => context.Line($"{result.Output}: {result.Requests} requests, sha256 {result.ContentHash}"));

    private static SynthesisSpec SpecOf(CommandContext context) => new()
    {
        Skills = context.Get(Skills),
        Zipf = context.Get(Zipf),
        RatePerSecond = context.Get(Rate),
        DurationSeconds = context.Get(Duration),
        Gaps = context.Get(Gaps),
        GapShape = context.Get(Shape),
        Rate = context.Get(Modulation),
        OnSeconds = context.Get(On),
        OffSeconds = context.Get(Off),
        DiurnalDepth = context.Get(Depth),
        DiurnalPeriodSeconds = context.Get(Period),
        DriftSeconds = context.Get(Drift),
        RegimeChangeSeconds = context.Get(Regime),
        FollowProbability = context.Get(Follow),
        ThinkSeconds = context.Get(Think),
        InputTokensMedian = context.Get(Input),
        OutputTokensMedian = context.Get(Answer),
        TokenSpread = context.Get(Spread),
    };

    private static double Hour(string hours, int which) =>
        hours.Split('-') is [var from, var to] && double.TryParse(from, out double first) && double.TryParse(to, out double last)
            && first >= 0 && last > first && last <= 336
            ? which == 0 ? first : last
            : throw InputException.Asked("BadHours", $"--windows takes a span within the 336 measured hours, such as 64-76, not '{hours}'");

    private static void WriteSummary(WorkloadSummary summary, CommandContext context) => context.Write(Table.Facts(
        ("requests", $"{summary.Requests} of {summary.Skills} skills over {QuantityText.Duration(summary.DurationS)}, "
            + $"{QuantityText.Number(summary.RatePerS)} per second"),
        ("gaps", $"coefficient of variation {QuantityText.Number(summary.GapVariation)}"),
        ("input tokens", $"mean {QuantityText.Number(summary.MeanInputTokens)}, most {summary.MostInputTokens}"),
        ("output tokens", $"mean {QuantityText.Number(summary.MeanOutputTokens)}, most {summary.MostOutputTokens}"),
        ("busiest", string.Join(", ", summary.Busiest.Select(skill => $"{skill.Skill} {QuantityText.Percent(skill.Share)}"))),
        ("sha256", summary.ContentHash)));

    private static Option<double> Number(string name, string description, double value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "X" };
}
