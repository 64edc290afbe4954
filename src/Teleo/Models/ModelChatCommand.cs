using System.CommandLine;
using System.Text;
using Teleo.Engine;
using Teleo.Engine.Generation;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Engine.Sessions;
using Teleo.Engine.Tokenizers;
using Teleo.Shell;

namespace Teleo.Models;

/// <summary>
/// The command <c>teleo model chat</c>: a conversation. Ctrl-C stops the answer; one that arrives just after the answer does not end the
/// conversation. <c>/reset</c>, <c>/stats</c>, <c>/quit</c> and Ctrl-D are commands.
/// </summary>
internal static class ModelChatCommand
{
    private const int LongestContext = 8192;

    private static readonly Option<int> Context = new("--context")
    {
        Description = "Context in tokens, at most 8192; 0 for the model's own",
        HelpName = "N",
    };

    public static Subcommand Build() => new("chat", "Chat with a model", RunAsync,
        ["teleo model chat model.gguf --temperature 0.8"])
    {
        ModelArguments.File, Context, ModelArguments.Generation,
    };

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var options = ModelArguments.GenerationOf(context);
        using var runtime = ModelArguments.Load(context);
        var tokenizer = ModelArguments.TokenizerOf(runtime.File.Vocabulary, context.Get(ModelArguments.File));
        int room = context.Get(Context) is > 0 and var wanted ? wanted : Math.Min(runtime.Facts.ContextLength, LongestContext);
        using var session = runtime.NewSession(Math.Min(room, runtime.Facts.ContextLength));
        var chat = new Conversation(runtime, session, tokenizer, options, context);
        if (context.Terminal.IsInteractive) context.Line("Ctrl-C stops an answer; /reset forgets, /stats counts, /quit or Ctrl-D ends.");
        while (await chat.ReadLineAsync() is { } line)
        {
            switch (line.Trim())
            {
                case "": break;
                case "/quit" or "/exit": return ExitCode.Ok;
                case "/reset":
                    chat.Reset();
                    if (context.Terminal.IsInteractive) context.Line(context.Terminal.Faint("(forgotten)"));
                    break;
                case "/stats": chat.Stats(); break;
                case ['/', ..] word:
                    context.Line(CommandFailure.UnknownName("chat command", word, ["/reset", "/stats", "/quit"]).Message);
                    break;
                default: await chat.SayAsync(line); break;
            }
        }

        return ExitCode.Ok;
    }

    /// <summary>The conversation so far, as text: tokens at the border of two turns depend on both.</summary>
    private sealed class Conversation(
        ModelRuntime runtime, Session session, ITokenizer tokenizer, GenerationOptions options, CommandContext context)
    {
        private readonly ChatFormat _format = ChatFormat.Of(runtime.File.Vocabulary.ChatTemplate);
        private readonly List<Answer> _answers = [];
        private string _history = "";

        public async Task<string?> ReadLineAsync()
        {
            if (!context.Terminal.IsInteractive) return await context.Terminal.ReadLineAsync(context.Cancellation);
            while (true)
            {
                context.Terminal.Out.Write(context.Terminal.Bold("> "));
                context.Terminal.Out.Flush();
                using var stop = context.Interrupt.Capture();
                try
                {
                    string? line = await context.Terminal.ReadLineAsync(stop.Token);
                    if (line is null) context.Line();   // Ctrl-D leaves the cursor behind the mark
                    return line;
                }
                catch (OperationCanceledException) when (!context.Cancellation.IsCancellationRequested)
                {
                    context.Line("\n" + context.Terminal.Faint("(/quit or Ctrl-D ends)"));
                }
            }
        }

        public void Reset()
        {
            _history = "";
            session.Truncate(0);
        }

        public async Task SayAsync(string said)
        {
            string asked = _format.Ask(_history, said);
            byte[] text = Encoding.UTF8.GetBytes(asked);
            int[] tokens = ModelArguments.Encode(tokenizer, text, addSpecial: true, parseSpecial: _format != ChatFormat.Plain);
            var answer = new Answer(session, tokenizer, options, context.Clock);
            try
            {
                using var stop = context.Interrupt.Capture();
                await foreach (string piece in answer.StreamAsync(tokens, stop.Token))
                {
                    if (context.IsJson) continue;
                    context.Terminal.Out.Write(piece);
                    context.Terminal.Out.Flush();
                }
            }
            catch (EngineException problem)
            {
                context.Note($"{problem.Code}: {problem.Message}; {(_history.Length == 0 ? "say less at once" : "/reset begins anew")}");
                return;
            }

            _answers.Add(answer);
            _history = _format.Answered(asked, answer.Text);
            var turn = new
            {
                answer.Text,
                answer.Stop,
                answer.PromptTokens,
                answer.ReusedTokens,
                GeneratedTokens = answer.Choices.Count,
                answer.TokensPerSecond,
            };
            context.Result(turn, t => context.Line(t.Stop == StopReason.Cancelled ? context.Terminal.Faint(" (stopped)") : ""));
        }

        public void Stats()
        {
            int generated = _answers.Sum(answer => answer.Choices.Count);
            var stats = new
            {
                Turns = _answers.Count,
                ContextTokens = session.Length,
                ContextCapacity = session.Capacity,
                GeneratedTokens = generated,
                ReusedTokens = _answers.Sum(answer => answer.ReusedTokens),
                PrefillMs = Total(answer => answer.PrefillTime).TotalMilliseconds,
                TokensPerSecond = generated / Math.Max(Total(answer => answer.DecodeTime).TotalSeconds, 1e-9),
                session.KvBytes,
                Format = _format.Name,
            };
            context.Result(stats, s => context.Line(
                $"{s.Turns} {(s.Turns == 1 ? "turn" : "turns")}, {s.ContextTokens} of {s.ContextCapacity} tokens in context "
                    + $"({s.KvBytes / 1024} KiB), "
                + $"{s.GeneratedTokens} generated at {s.TokensPerSecond:F0}/s, {s.ReusedTokens} prompt tokens not read again; "
                + $"format {s.Format}"));
        }

        private TimeSpan Total(Func<Answer, TimeSpan> time) => new(_answers.Sum(answer => time(answer).Ticks));
    }
}
