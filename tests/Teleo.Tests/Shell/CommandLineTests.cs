using System.CommandLine;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Shell;

public class CommandLineTests
{
    private static readonly Option<int> Depth = new("--depth") { Description = "How deep", DefaultValueFactory = _ => 3 };
    private static readonly Option<double?> Rate = new("--rate") { Description = "How fast" };
    private static readonly Argument<string> Path = new("FILE") { Description = "What to dig" };

    private static readonly CommandTree Tree = new("a program that digs",
    [
        ("Dig", [
            new Subcommand("dig", "Dig in some way")
            {
                new Subcommand("hole", "Dig a hole", context => context.Result(new { DepthMetres = context.Get(Depth) }, r => context.Line($"{r.DepthMetres} m")), ["teleo dig hole x --depth 2"])
                {
                    Path, Depth, Rate,
                },
                new Subcommand("fail", "Always fails", (Func<CommandContext, ExitCode>)(_ => throw CommandFailure.BadInput("Stone", "hit a stone", "x.gguf", 17))),
                new Subcommand("stop", "Is always cancelled", (Func<CommandContext, ExitCode>)(_ => throw new OperationCanceledException())),
                new Subcommand("changed", "Finds a wrong hash", (Func<CommandContext, ExitCode>)(_ => throw CommandFailure.Integrity("HashMismatch", "is not what was written"))),
                new Subcommand("break", "Has a defect", (Func<CommandContext, ExitCode>)(_ => throw new InvalidOperationException("secret"))),
                new Subcommand("shout", "Prints much", context => { for (int i = 0; i < 10_000; i++) context.Line("much"); return ExitCode.Ok; }),
                new Subcommand("seek", "Needs a file", context => { context.GetFile(Path); return ExitCode.Ok; }) { Path },
            },
        ]),
        ("Rest", []),
    ]);

    private static Teleo.Tests.Commands.Cli Run(params string[] args) => Teleo.Tests.Commands.Cli.Run(Tree, CapturedTerminal.Of(TimeProvider.System), args);

    [Fact]
    public void A_result_is_text_for_people_and_one_line_of_json_for_programs()
    {
        Assert.Equal("4 m\n", Run("dig", "hole", "x", "--depth", "4").Out);
        Assert.Equal("{\"depth_metres\":3}\n", Run("dig", "hole", "x", "--json").Out);
    }

    [Theory]
    [InlineData(2, "teleo: error Usage: no command 'dgi'; did you mean 'dig'?", "dgi")]
    [InlineData(2, "teleo: error Usage: no command 'hoel'; did you mean 'hole'?", "dig", "hoel")]
    [InlineData(2, "teleo: error Usage: teleo dig hole has no option --deptj; did you mean --depth?", "dig", "hole", "x", "--deptj", "2")]
    [InlineData(2, "teleo: error Usage: --depth cannot be 'deep': it takes a whole number in range", "dig", "hole", "x", "--depth", "deep")]
    [InlineData(2, "teleo: error Usage: --rate cannot be 'fast': it takes a number", "dig", "hole", "x", "--rate", "fast")]
    [InlineData(2, "teleo: error Usage: 'y' is one word too many for teleo dig hole; a text of several words stands in quotes", "dig", "hole", "x", "y")]
    [InlineData(2, "teleo: error Usage: say which command of teleo dig: hole, fail, stop, changed, break, shout, seek", "dig")]
    [InlineData(2, "teleo: error Usage: no command 'gravedigging'; there are dig", "gravedigging")]
    [InlineData(2, "teleo: error Usage: no command 'gravedigging'; there are dig", "help", "gravedigging")]
    [InlineData(2, "teleo: error Usage: teleo dig hole needs FILE: What to dig", "dig", "hole")]
    [InlineData(2, "teleo: error Usage: --depth needs a value: How deep", "dig", "hole", "x", "--depth")]
    [InlineData(3, "teleo: error Stone: hit a stone (x.gguf, 17)", "dig", "fail")]
    [InlineData(4, "teleo: error HashMismatch: is not what was written", "dig", "changed")]
    [InlineData(130, "teleo: error Cancelled: stopped before the end", "dig", "stop")]
    public void What_goes_wrong_is_one_line_on_the_error_stream_and_an_exit_code(int exit, string line, params string[] args)
    {
        var run = Run(args);
        Assert.Equal((exit, line + "\n", ""), ((int)run.Exit, run.Error, run.Out));
    }

    [Fact]
    public void Help_and_version_are_found_under_the_words_of_other_programs()
    {
        Assert.Equal(Run("dig", "hole", "--help").Out, Run("help", "dig", "hole").Out);
        Assert.Equal(Run("--help").Out, Run("help").Out);
        Assert.Equal(Run("--version").Out, Run("version").Out);
        Assert.Equal(ExitCode.Ok, Run("version").Exit);
    }

    [Fact]
    public void A_missing_file_is_bad_input_that_names_its_neighbour()
    {
        var run = Run("dig", "seek", Repository.PathOf("Telo.sln"));
        Assert.Equal(ExitCode.BadInput, run.Exit);
        Assert.StartsWith("teleo: error FileNotFound: no such file; did you mean Teleo.sln? (", run.Error, StringComparison.Ordinal);
        Assert.Contains("NotAFile", Run("dig", "seek", Repository.Root).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_defect_leaves_a_report_and_no_stack_trace_on_the_terminal()
    {
        var run = Run("dig", "break");
        Assert.Equal((70, ""), ((int)run.Exit, run.Out));
        Assert.StartsWith("teleo: error Defect: this is a defect of the program, and is described in ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        string report = run.Error.Split("described in ")[1].Split(';')[0], text = File.ReadAllText(report);
        Assert.Contains("command  dig break", text, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: secret", text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(report));
        File.Delete(report);
    }

    /// <summary>A stream that takes some bytes and then none, as a full disk does.</summary>
    private sealed class FullStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => Take(count);

        public override void Write(ReadOnlySpan<byte> buffer) => Take(buffer.Length);

        private void Take(int count)
        {
            if (Length + count > 100) throw new IOException("No space left on device");
            SetLength(Length + count);
        }
    }

    [Theory]
    [InlineData("hole", "x")]
    [InlineData("shout")]
    [InlineData("--help")]
    public async Task A_full_result_stream_ends_the_program_quietly(params string[] words)
    {
        var error = new StringWriter();
        var terminal = new Terminal(new StreamWriter(new FullStream()), error, Stream.Null, TimeProvider.System);
        using (var interrupt = new Interrupt())
        {
            var exit = await CommandLine.RunAsync(Tree, ["dig", .. words], terminal, interrupt);
            Assert.Equal(words[0] == "hole" ? ExitCode.Ok : ExitCode.Failed, exit);
        }

        terminal.Dispose();
        Assert.True(error.ToString().Split('\n').Length <= 2, error.ToString());
    }

    [Fact]
    public void Nothing_asked_is_answered_with_what_there_is_to_ask()
    {
        Assert.Equal(ExitCode.Usage, Run().Exit);
        Assert.Equal(Run("--help").Out, Run().Out);
    }

    [Fact]
    public void Help_of_the_program_is_grouped_by_task_and_leaves_out_empty_tasks()
    {
        string help = Run("--help").Out;
        Assert.Contains("\nDig\n  dig  ", help, StringComparison.Ordinal);
        Assert.DoesNotContain("Rest", help, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", help, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_of_a_verb_shows_arguments_options_defaults_and_examples_even_where_the_line_is_incomplete()
    {
        string help = Run("dig", "hole", "--help").Out;
        foreach (string part in (string[])["teleo dig hole FILE [OPTIONS]", "--depth VALUE", "How deep [3]", "--json", "teleo dig hole x --depth 2"])
            Assert.Contains(part, help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("64", "64", true)]
    [InlineData("127", "4096", true)]
    [InlineData("128", "128", false)]
    [InlineData("unlimited", "unlimited", false)]
    public void Too_few_handles_are_told_with_the_way_to_raise_them(string now, string most, bool isRefused)
    {
        var problem = HandleLimit.Problem(["Max processes             94000                94000                processes", $"Max open files            {now}                 {most}                files"]);
        Assert.Equal(isRefused, problem is not null);
        if (isRefused) Assert.Contains("ulimit -n", problem!.ToString(), StringComparison.Ordinal);
        Assert.Null(HandleLimit.Problem([]));
    }

    [Theory]
    [InlineData("a\u001b[31mb\u202ec", "a\\u001b[31mb\\u202ec")]
    [InlineData("two\nlines", "two\nlines")]
    public void A_message_shows_what_cannot_be_seen(string text, string shown) => Assert.Equal(shown, MessageText.Shown(text));

    [Fact]
    public void A_message_cuts_very_long_words_short()
    {
        Assert.Equal("\\ud800 \ud83d\ude00", MessageText.Shown("\ud800 \ud83d\ude00"));   // half of a letter, and a whole one
        string shown = MessageText.Shown($"no policy '{new string('x', 100_000)}' here");
        Assert.InRange(shown.Length, 300, 340);
        Assert.EndsWith("... here", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_may_begin_with_an_at_sign() => Assert.Equal(ExitCode.Ok, Run("dig", "hole", "@nosuchfile").Exit);
}
