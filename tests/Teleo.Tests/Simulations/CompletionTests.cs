using System.Diagnostics;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Simulations;

public class CompletionTests
{
    private static string[] Complete(params string[] words) => Cli.Run(["complete", "--", .. words]).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void Words_are_completed_where_they_stand()
    {
        Assert.Contains("model", Complete(""));
        Assert.Equal(["model"], Complete("mod"));
        Assert.Equal(["generate"], Complete("model", "gen"));
        Assert.Equal(["--temperature", "--top-k", "--top-p", "--threads"], Complete("model", "generate", "file.gguf", "--t").OrderBy(o => o == "--threads"));
        Assert.Contains("--json", Complete("model", "generate", "--"));
        Assert.Empty(Complete("model", "generate", "fi"));
        Assert.DoesNotContain("complete", Complete("com"));
    }

    [Fact]
    public void Values_are_completed_where_the_program_knows_them()
    {
        Assert.Contains("drift", Complete("sim", "compare", "-w", "dr"));
        Assert.Contains("lru", Complete("sim", "compare", "--policies", "lr"));
        Assert.Contains("teleodynamic,lru", Complete("sim", "compare", "--policies", "teleodynamic,lr"));
        Assert.Contains("nvme", Complete("sim", "run", "--machine", ""));
        Assert.Equal(["pdf", "png"], Complete("trace", "figure", "--format", "p").Order());
        Assert.Equal(["wait", "waitcredit"], [.. Complete("sim", "run", "--miss", "wait"), .. Complete("sim", "run", "--discipline", "wait")]);
        Assert.Empty(Complete("sim", "run", "--seed", ""));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void Each_shell_has_a_script_that_asks_the_program(string shell) =>
        Assert.Contains("complete --", Cli.Run("completion", shell).Out, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_shell_is_a_usage_error()
    {
        var run = Cli.Run("completion", "bsh");
        run.AssertFails(ExitCode.Usage, "Usage");
        Assert.Contains("'bash'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bash_script_completes_in_bash()
    {
        string script = Cli.Run("completion", "bash").Out + """
            teleo() { [ "$3 $4" = "model gen" ] && echo generate; }
            COMP_WORDS=(teleo model gen); COMP_CWORD=2; _teleo; echo "found ${COMPREPLY[*]}"
            """;
        using var bash = Process.Start(new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        bash.StandardInput.Write(script);
        bash.StandardInput.Close();
        Assert.Equal("found generate\n", bash.StandardOutput.ReadToEnd());
    }
}
