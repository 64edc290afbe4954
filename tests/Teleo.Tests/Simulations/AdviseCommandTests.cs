using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Simulations;

public sealed class AdviseCommandTests
{
    [Fact]
    public void A_shipped_world_gets_a_page_with_every_part()
    {
        string page = Path.Combine(TestFolder.New("teleo-advice"), "advice.html");
        var run = Cli.Run("advise", "--world", "laptop", "--page", page);
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        string text = File.ReadAllText(page);
        foreach (string part in (string[])[
            "ASSUMED", "Settings to copy", "OLLAMA_KEEP_ALIVE", "groups:", "models-max", "Over time", "With other hardware", "95 %"])
            Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.Contains("ASSUMED", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_quick_advice_as_json_names_every_rule_and_marks_one()
    {
        var report = Cli.Run("advise", "clients-household", "--machine", "sd-card", "--capacity", "50%", "--quick", "--json").Json();
        Assert.NotEmpty(report.GetProperty("sentence").GetString()!);
        Assert.Single(report.GetProperty("rules").EnumerateArray(), row => row.GetProperty("is_recommended").GetBoolean());
        Assert.Single(report.GetProperty("rules").EnumerateArray(), row => row.GetProperty("is_today").GetBoolean());
        Assert.Equal(12, report.GetProperty("models").GetArrayLength());
    }

    [Fact]
    public void What_cannot_be_advised_is_refused()
    {
        Cli.Run("advise").AssertFails(ExitCode.Usage, "Usage");
        Cli.Run("advise", "zipf").AssertFails(ExitCode.Usage, "Usage");
        Cli.Run("advise", "clients-laptop", "-c", "50%", "--today", "olama").AssertFails(ExitCode.Usage, "UnknownPolicy");
    }
}
