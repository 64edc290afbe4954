using System.CommandLine;
using Teleo.Controller.Deciding;
using Teleo.Controller.Tracing;
using Teleo.Engine.Input;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Tracing;
using Teleo.Figures.Plots;
using Teleo.Shell;

namespace Teleo.Traces;

/// <summary>The group <c>teleo trace</c>: check, decide again, explain, compare and tabulate decision traces.</summary>
internal static class TraceCommands
{
    internal static readonly Argument<string> Trace = new("trace") { Description = "A decision trace, .jsonl or .jsonl.gz" };
    private static readonly Argument<string> Unfinished =
        new("unfinished") { Description = "The file that an interrupted run left, such as run.jsonl.gz.4711.tmp" };
    private static readonly Argument<string> Recovered = new("trace") { Description = "The trace to make; it must not exist" };
    private static readonly Argument<string> Other = new("other") { Description = "The trace to compare with" };
    private static readonly Option<long?> Decision = new("--decision", "-d")
    {
        Description = "Only the decision of this id",
        HelpName = "ID"
    };
    private static readonly Option<string> Skill = new("--skill")
    {
        Description = "Only decisions that load, unload or otherwise change this skill",
        HelpName = "NAME"
    };
    private static readonly Option<bool> Acting = new("--acted") { Description = "Only decisions that chose an action" };
    private static readonly Option<int> Limit =
        new("--limit", "-n") { Description = "Decisions to show at most", DefaultValueFactory = _ => 20, HelpName = "N" };

    private static readonly Option<bool> Bets =
        new("--bets") { Description = "Draw the accounts of foresight, the loads ahead of requests and the waiting requests" };
    private static readonly Option<bool> Rerun = new("--rerun")
    {
        Description = "Fail unless repeating the run of the header gives the same bytes",
    };
    private static readonly Option<bool> NoRerun = new("--no-rerun") { Description = "Check only the file; do not repeat the run" };
    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "The folder for the figure and its numbers",
        DefaultValueFactory = _ => ".",
        HelpName = "FOLDER"
    };

    public static Subcommand Build() => new("trace", "Verify, replay, explain and compare decision traces",
    [
        "teleo trace verify run.jsonl.gz",
        "teleo trace explain run.jsonl.gz --acted --limit 5",
        "teleo trace diff a.jsonl.gz b.jsonl.gz",
    ])
    {
        new Subcommand("verify", "Check a trace: the file, every decision, and the whole run where it was simulated", Verify,
            ["teleo trace verify run.jsonl.gz", "teleo trace verify run.jsonl.gz --rerun"]) { Trace, Rerun, NoRerun },
        new Subcommand("replay", "Repeat every decision from its record and compare bit for bit", Replay,
            ["teleo trace replay run.jsonl.gz"]) { Trace },
        new Subcommand("explain", "Explain decisions in words", Explain,
            ["teleo trace explain run.jsonl.gz --acted --limit 3", "teleo trace explain run.jsonl.gz --decision 17"])
        {
            Trace,
            Decision,
            Skill,
            Acting,
            Limit,
        },
        new Subcommand("diff", "Show where two traces first differ", Diff,
            ["teleo trace diff run.jsonl.gz again.jsonl.gz"]) { Trace, Other },
        new Subcommand("recover", "Make a complete trace from the file of an interrupted run", Recover,
            ["teleo trace recover run.jsonl.gz.4711.tmp run.jsonl.gz"]) { Unfinished, Recovered },
        TraceViewCommand.Build(),
        new Subcommand("figure", "Draw the loaded skills and the resource over time", Draw,
            ["teleo trace figure run.jsonl.gz --out figures"]) { Trace, Out, FormatOption.Format, Bets },
        new Subcommand("export", "Write decisions, candidates, ledger, actions and bets as tables", Export,
            ["teleo trace export run.jsonl.gz --format parquet --out tables"]) { Trace, ExportOptions.Format, ExportOptions.Out },
    };

    private static ExitCode Verify(CommandContext context) => Guarded(context, Trace, _ =>
    {
        string path = context.GetFile(Trace);
        bool mustRerun = context.Get(Rerun);
        if (mustRerun && context.Get(NoRerun)) throw CommandFailure.Usage("--rerun and --no-rerun exclude each other");
        var proof = TraceProof.Of(() => TraceFile.Open(path), plays: !context.Get(NoRerun), context.Cancellation);
        if (mustRerun && !proof.IsRunAgain)
            throw new CommandFailure(ExitCode.IntegrityFailure, "NotProved", $"not proved: {proof.NotProved[^1]}", path);
        return context.Result(ProofAnswer.Of(proof), s =>
        {
            context.Line($"the trace holds: {s.Decisions} decisions with {s.Candidates} candidates, all made again alike; "
                + $"{s.Outcomes} measured outcomes");
            context.Line($"{s.Acted} decisions acted; at {s.GateBound} the resource forbade what would have been done");
            if (s.IsRunAgain) context.Line("the run that the header names gives the same bytes again");
            foreach (string open in s.NotProved) context.Line($"not proved: {open}");
        });
    });

    private static ExitCode Replay(CommandContext context) => Guarded(context, Trace, reader =>
    {
        long decisions = TraceReplay.Reproduce(reader, context.Cancellation);
        var header = reader.Header;
        return context.Result(
            new { Decisions = decisions, Equal = true, header.SourceRevision, header.Format },
            r => context.Line($"{r.Decisions} decisions were decided again, all equal to the bit; source revision {r.SourceRevision} "
                + $"decided them (format {r.Format})"));
    });

    private static ExitCode Explain(CommandContext context) => Guarded(context, Trace, reader =>
    {
        string? skill = context.Get(Skill);
        var catalog = reader.Header.Catalog;
        int index = skill is null ? -1 : Enumerable.Range(0, catalog.Count).FirstOrDefault(i => catalog.Skills[i].Id.Name == skill, -1);
        if (skill is not null && index < 0) throw CommandFailure.UnknownName("skill", skill, [.. catalog.Skills.Select(s => s.Id.Name)]);

        long? wanted = context.Get(Decision);
        var explained = new List<ExplainedDecision>();
        for (var line = reader.Read(); line != TraceLine.End && explained.Count < context.Get(Limit); line = reader.Read())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (line != TraceLine.Decision || !IsWanted(reader.Record, wanted, index, context.Get(Acting))) continue;
            string text = Explanation.Of(reader.Record, catalog, reader.Header.Options.Foresight);
            explained.Add(new ExplainedDecision(reader.Record.Inputs.Sequence, reader.Record.Inputs.NowNs, text));
            if (!context.IsJson) context.Line(explained[^1].Text + "\n");
            if (wanted is not null) break;
        }

        if (wanted is not null && explained.Count == 0) throw CommandFailure.Usage($"the trace has no decision {wanted}");
        return context.Result(explained, _ => { });
    });

    private static ExitCode Diff(CommandContext context) => Guarded(context, Trace, left => Guarded(context, Other, right =>
    {
        var comparison = TraceComparison.Of(left, right, context.Cancellation);
        return context.Result(comparison, c =>
        {
            context.Line(c.AreEqual ? $"the traces are equal: {c.Left} decisions" : $"first difference at line {c.FirstLine}, {c.First}");
            if (!c.AreEqual)
                context.Line($"{c.Left} and {c.Right} decisions; of {c.Compared} compared {c.SameInputs} were made from the same, "
                    + $"{c.SameActions} chose the same");
        }, comparison.AreEqual ? ExitCode.Ok : ExitCode.Failed);
    }));

    private static ExitCode Export(CommandContext context) => Guarded(context, Trace, reader =>
    {
        var files = TraceExport.Write(reader, context.Get(ExportOptions.Out), context.Get(ExportOptions.Format), context.Cancellation);
        return context.Result(new { Files = files, reader.Decisions },
            r => context.Line($"wrote {string.Join(", ", r.Files)} of {r.Decisions} decisions"));
    });

    private static ExitCode Recover(CommandContext context)
    {
        string unfinished = context.GetFile(Unfinished), path = context.GetNewFile(Recovered);
        return WithRemedy(unfinished, () => context.Result(TraceRecovery.Recover(unfinished, path), recovered =>
        {
            context.Line($"{path}: {recovered.Decisions} decisions and {recovered.Outcomes} "
                + $"outcomes{(recovered.IsWhole ? "; nothing was missing" : "")}");
            if (!recovered.IsWhole) context.Line($"what follows was cut off: {recovered.Reason}");
        }));
    }

    private static ExitCode Draw(CommandContext context) => Guarded(context, Trace, reader =>
    {
        bool draws = context.Get(Bets);
        if (draws && reader.Header.Options.AccountCount() == 0)
            throw new InputException("NoBets", "the trace is of a controller without accounts of sources, so --bets has nothing to draw");
        var figure = draws ? BetFigure.Of(reader, context.Cancellation) : TraceFigure.Of(reader, context.Cancellation);
        var files = figure.Save(context.Get(Out), context.Get(FormatOption.Format));
        return context.Result(new { Files = files }, r => context.Line($"wrote {string.Join(", ", r.Files)}"));
    });

    private static bool IsWanted(DecisionRecord record, long? id, int skill, bool acted)
    {
        if (id is not null && record.Inputs.Sequence != id) return false;
        if (acted && record.Outcome != OutcomeCode.Acted) return false;
        if (skill < 0) return true;
        ref readonly var chosen = ref record.Candidates[record.Choice.Chosen];
        return chosen.First == skill || chosen.Second == skill || record.Candidates.Leaving(chosen).Contains((short)skill);
    }

    internal static ExitCode Guarded(CommandContext context, Argument<string> argument, Func<TraceReader, ExitCode> body)
    {
        string path = context.Get(argument);
        if (!File.Exists(path) && TraceFile.LeftOf(path) is [var left, ..])
            throw CommandFailure.BadInput("Unfinished",
                $"the run was killed before its trace was finished; to make a trace of what it wrote: teleo trace recover {left} "
                + $"{path}", left);
        context.GetFile(argument);
        return WithRemedy(path, () =>
        {
            using var stream = TraceFile.Open(path);
            return body(new TraceReader(stream));
        });
    }

    /// <summary>Runs a body and reports a fault of the trace as the command line reports every error.</summary>
    internal static ExitCode WithRemedy(string path, Func<ExitCode> body)
    {
        try
        {
            return body();
        }
        catch (TraceException error)
        {
            bool isIntegrity = error.Fault is not (TraceFault.Malformed or TraceFault.UnknownFormat or TraceFault.TooLarge);
            throw new CommandFailure(isIntegrity ? ExitCode.IntegrityFailure : ExitCode.BadInput, error.Fault.ToString(),
                $"{error.Message}; {TraceRemedy.Of(error.Fault)}", path);
        }
    }

    private sealed record ExplainedDecision(long Decision, long TimeNs, string Text);

    private sealed record ProofAnswer(
        long Decisions, long Outcomes, long Acted, long GateBound, long Candidates, long First, bool IsRunAgain,
        IReadOnlyList<string> NotProved)
    {
        public static ProofAnswer Of(TraceProof proof)
        {
            var summary = proof.Summary;
            return new(summary.Decisions, summary.Outcomes, summary.Acted, summary.GateBound, summary.Candidates, summary.First,
                proof.IsRunAgain, proof.NotProved);
        }
    }
}
