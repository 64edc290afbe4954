using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Studies;

public sealed class StudyTuneTests
{
    [Fact]
    public void A_number_that_a_policy_cannot_take_is_not_called_an_unknown_policy()
    {
        var run = Cli.Run("study", "tune", "start", Path.Combine(TestFolder.New(), "ttl.jsonl"), "--policy", "ttl:seconds=-4",
            "--number", "seconds=5..3600", "--workload", "drift", "--capacity", "6");
        run.AssertFails(ExitCode.Usage, "BadPolicy");
        Assert.DoesNotContain("no policy", run.Error, StringComparison.Ordinal);
        Assert.Contains("seconds", run.Error, StringComparison.Ordinal);
    }
}
