using System.Text;
using System.Text.Json;
using Teleo.Commands;
using Teleo.Shell;

namespace Teleo.Tests.Commands;

public class ModelChatTests
{
    private static readonly string Story = Repository.Model("stories260K.gguf");

    private static List<JsonElement> Chat(string input, params string[] more)
    {
        var run = Cli.RunWithInput(input, ["model", "chat", Story, "--json", .. more]);
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        return [.. run.Out.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
    }

    [Fact]
    public void A_conversation_goes_on_from_what_was_said_and_reads_nothing_twice()
    {
        var turns = Chat("Once upon a time\n She was\n/stats\n", "-n", "20");
        Assert.StartsWith(", there was a little girl", turns[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.True(turns[1].GetProperty("prompt_tokens").GetInt32() > 20);
        Assert.True(turns[1].GetProperty("reused_tokens").GetInt32() > 15);
        Assert.Equal((2, 40), (turns[2].GetProperty("turns").GetInt32(), turns[2].GetProperty("generated_tokens").GetInt32()));
    }

    [Fact]
    public void Reset_forgets()
    {
        var turns = Chat("Once upon a time\n/reset\nOnce upon a time\n", "-n", "10");
        Assert.Equal(turns[0].GetProperty("text").GetString(), turns[1].GetProperty("text").GetString());
        Assert.Equal(5, turns[1].GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public void A_full_context_is_told_and_reset_helps()
    {
        var run = Cli.RunWithInput("Once upon a time there was a cat\n And then there was a dog\n/reset\nOnce\n", "model", "chat", Story, "-n", "10", "--context", "20");
        Assert.Equal(ExitCode.Ok, run.Exit);
        Assert.Contains("ContextExceeded", run.Error, StringComparison.Ordinal);
        Assert.Contains(" upon a time", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_stops_the_answer_and_not_the_program()
    {
        using var interrupt = new Interrupt();
        var input = new MemoryStream(Encoding.UTF8.GetBytes("Once upon a time\n/stats\n"));
        var terminal = new Terminal(new ModelCommandTests.InterruptingWriter(interrupt), new StringWriter(), input, TimeProvider.System);
        var run = Cli.Run(TeleoCommands.Tree, terminal, interrupt, "model", "chat", Story, "-n", "500");
        Assert.Equal(ExitCode.Ok, run.Exit);
        Assert.Contains("(stopped)", run.Out, StringComparison.Ordinal);
        Assert.Contains("1 turn,", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_at_the_mark_gives_a_new_one_and_loses_no_line()
    {
        using var interrupt = new Interrupt();
        var shown = new StringWriter();
        bool IsTold() => shown.ToString().Contains("ends)", StringComparison.Ordinal);
        var terminal = new Terminal(TextWriter.Synchronized(shown), new StringWriter(), new LateInput(interrupt, IsTold, "/stats\n"), TimeProvider.System) { IsInteractive = true };
        Assert.Equal(ExitCode.Ok, Cli.Run(TeleoCommands.Tree, terminal, interrupt, "model", "chat", Story).Exit);
        Assert.EndsWith("> \n(/quit or Ctrl-D ends)\n> 0 turns, 0 of 2048 tokens in context (3840 KiB), 0 generated at 0/s, 0 prompt tokens not read again; format plain\n> \n", shown.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Raises the interrupt at the first read, and gives its line once a condition holds.</summary>
    private sealed class LateInput(Interrupt interrupt, Func<bool> isReady, string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Position == 0)
            {
                interrupt.Raise();
                Assert.True(SpinWait.SpinUntil(isReady, TimeSpan.FromSeconds(30)));
            }
            return base.Read(buffer, offset, count);
        }

        public override int Read(Span<byte> buffer) => throw new NotSupportedException();
    }

    [Fact]
    public void Ctrl_C_where_nothing_is_answered_ends_the_program()
    {
        using var interrupt = new Interrupt();
        interrupt.Raise();
        var run = Cli.Run(TeleoCommands.Tree, CapturedTerminal.Of(TimeProvider.System, "Once\n"), interrupt, "model", "chat", Story);
        Assert.Equal(ExitCode.Cancelled, run.Exit);
    }

    [Fact]
    public void Unknown_slash_words_are_answered_with_the_known_ones()
    {
        var run = Cli.RunWithInput("/rest\n\n/quit\nnever read\n", "model", "chat", Story);
        Assert.Equal("no chat command '/rest'; did you mean '/reset'?\n", run.Out);
    }
}
