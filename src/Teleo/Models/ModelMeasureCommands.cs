using System.CommandLine;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Models;

/// <summary>Commands that measure a model: how well it predicts a text, and how fast it is.</summary>
internal static class ModelMeasureCommands
{
    private static readonly TimeSpan TimeToWarmUp = TimeSpan.FromSeconds(1);
    private const int MostTokens = 1 << 20;
    private const string Story = "skills/stories260K/stories260K.gguf";

    private static readonly Option<string> TextFile = new("--text-file")
    {
        Description = "The text to predict; - for standard input",
        HelpName = "FILE",
        Required = true,
    };
    private static readonly Option<int> Context = new("--context")
    {
        Description = "Tokens per window, at most 2048; 0 for the model's context",
        HelpName = "N",
    };
    private static readonly Option<int> PromptTokens =
        CheckedOption.Of("--prompt", "N", "Prompt length in tokens for prefill; 0 skips prefill", 512, 0, MostTokens);
    private static readonly Option<int> GenerateTokens =
        CheckedOption.Of("--generate", "N", "Tokens to generate for decode; 0 skips decode", 128, 0, MostTokens);
    private static readonly NumbersOption Threads = new("--threads")
    {
        Description = "Numbers of threads to compare, separated by commas",
        HelpName = "1,2",
        DefaultValueFactory = _ => "1",
        Takes = "whole numbers from 1 to 1024",
        Allows = counts => counts.All(count => count is >= 1 and <= 1024 && double.IsInteger(count)),
    };
    private static readonly Option<int> Repeat = CheckedOption.Of("--repeat", "N", "Repetitions of each measurement", 5, 1, 100_000);

    public static Subcommand Perplexity() => new(
        "perplexity",
        "Measure how well a model predicts a text",
        RunPerplexity,
        [$"teleo model perplexity {Story} --text-file story.txt"])
    {
        ModelArguments.File, TextFile, Context, ModelArguments.Threads,
    };

    public static Subcommand Bench() => new(
        "bench",
        "Measure prefill and decode speed of a model",
        RunBench,
        [$"teleo model bench {Story} --threads 1,2 --repeat 9"])
    {
        ModelArguments.File, PromptTokens, GenerateTokens, Threads, Repeat,
    };

    private static ExitCode RunPerplexity(CommandContext context)
    {
        byte[] text = ModelArguments.ReadText(context, context.Get(TextFile));
        using var runtime = ModelArguments.Load(context);
        var tokenizer = ModelArguments.TokenizerOf(runtime.File.Vocabulary, context.Get(ModelArguments.File));
        int[] tokens = ModelArguments.Encode(tokenizer, text, addSpecial: false, parseSpecial: false);
        int window = WindowOf(context, runtime);
        int[] opening = tokenizer.Special.AddBos ? [tokenizer.Special.Bos!.Value] : [];
        using var session = runtime.NewSession(window);
        using var progress = context.Progress("reading");
        double nll = 0, squares = 0;
        int scored = 0, windows = 0;
        for (int start = 0; start < tokens.Length; windows++)
        {
            int count = Math.Min(tokens.Length - start, window - opening.Length);
            int[] part = [.. opening, .. tokens.AsSpan(start, count)];
            session.Truncate(0);
            session.Append(part, Score, context.Cancellation);
            start += count;
            progress.Report(start, tokens.Length);

            void Score(int position, ReadOnlySpan<float> logits)
            {
                if (position + 1 >= part.Length) return;
                double loss = Distribution.Measure(logits).LogSum - logits[part[position + 1]];
                nll += loss;
                squares += loss * loss;
                scored++;
            }
        }

        if (scored == 0)
            throw CommandFailure.BadInput("InvalidLength", "the text is too short: there is no token to predict", context.Get(TextFile));
        double mean = nll / scored;
        double error = scored < 2 ? double.NaN : Math.Sqrt(Math.Max(0, squares / scored - mean * mean) / (scored - 1));
        var result = new
        {
            Perplexity = Math.Exp(mean),
            MeanNll = mean,
            StandardError = error,
            Tokens = tokens.Length,
            Scored = scored,
            Windows = windows,
            Context = window,
            BitsPerByte = nll / Math.Log(2) / text.Length,
        };
        return context.Result(result, r => context.Line(
            $"perplexity {r.Perplexity:F4} over {r.Scored} tokens in {r.Windows} windows of {r.Context}; "
            + $"{r.BitsPerByte:F4} bits per byte; mean loss {r.MeanNll:F5} ± {r.StandardError:F5}"));
    }

    private static int WindowOf(CommandContext context, ModelRuntime runtime)
    {
        int wanted = context.Get(Context);
        if (wanted == 0) return Math.Min(runtime.Facts.ContextLength, 2048);
        if (wanted < 2 || wanted > runtime.Facts.ContextLength)
            throw CommandFailure.Usage($"--context is {wanted}; it must be from 2 to the model's {runtime.Facts.ContextLength}");
        return wanted;
    }

    private static ExitCode RunBench(CommandContext context)
    {
        var (prompt, generate, repeat) = (context.Get(PromptTokens), context.Get(GenerateTokens), context.Get(Repeat));
        if (prompt == 0 && generate == 0) throw CommandFailure.Usage("--prompt and --generate are both 0; give one of them more");
        var arms = new List<BenchArm>();
        try
        {
            foreach (int count in Threads.In(context).Select(count => (int)count))
                arms.Add(new BenchArm(ModelArguments.Load(context, count), count, prompt, generate, context.Clock));
            int longest = arms[0].Runtime.Facts.ContextLength;
            if (Math.Max(prompt, generate) > longest)
                throw CommandFailure.BadInput("ContextExceeded", $"the model's context has room for {longest} tokens");
            using var progress = context.Progress("measuring");
            WarmUp(arms, context);
            for (int round = 0; round < repeat; round++)
            {
                foreach (var arm in arms) arm.Measure(keep: true, context.Cancellation);   // arms take turns, so that noise meets all alike
                progress.Report(round + 1, repeat);
            }

            var result = new
            {
                File = context.Get(ModelArguments.File),
                Repeat = repeat,
                LoadMs = arms[0].Runtime.LoadTime.TotalMilliseconds,
                Results = arms.SelectMany(arm => arm.Results()).ToList(),
            };
            return context.Result(result, r =>
            {
                context.Write(TableOf(r.Results));
                context.Line($"median of {r.Repeat}; loaded in {r.LoadMs:F2} ms");
            });
        }
        finally
        {
            foreach (var arm in arms) arm.Dispose();
        }
    }

    /// <summary>Runs the first passes, which compile code and touch pages, and are not measured.</summary>
    private static void WarmUp(List<BenchArm> arms, CommandContext context)
    {
        long began = context.Clock.GetTimestamp();
        do
            foreach (var arm in arms) arm.Measure(keep: false, context.Cancellation);
        while (context.Clock.GetElapsedTime(began) < TimeToWarmUp);
    }

    private static Table TableOf(IEnumerable<BenchResult> results) => Table.Of(results,
        (Column.Word("test"), row => row.Test),
        (Column.Number("threads"), row => row.Threads),
        (Column.Number("used"), row => row.ThreadsUsed),
        (Column.Number("tokens/s"), row => $"{row.TokensPerSecond:F1}"),
        (Column.Number("least"), row => $"{row.Runs.Min():F1}"),
        (Column.Number("most"), row => $"{row.Runs.Max():F1}"));
}
