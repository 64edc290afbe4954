using Teleo.Commands;
using Teleo.Experiments.Research;

namespace Teleo.Tests.Commands;

public class DemoTests
{
    /// <summary>The interval is of the rival's cost less ours; the sentence is about ours.</summary>
    [Theory]
    [InlineData(0.4, 1.2, "ours costs less than lru, by 0.4 to 1.2 s per 1,000 requests (95 % interval, paired by seed)")]
    [InlineData(-1.2, -0.4, "ours costs more than lru, by 0.4 to 1.2 s per 1,000 requests (95 % interval, paired by seed)")]
    [InlineData(-1.1, 0.5, "undecided; ours costs between 0.5 s less and 1.1 s more than lru per 1,000 requests (95 % interval, paired by seed)")]
    public void The_verdict_is_one_sentence_about_ours(double lower, double upper, string verdict) =>
        Assert.Equal(verdict, DemoCommand.Verdict(Row("lru", lower, upper), Row("ours", 0, 0)));

    private static ComparedPolicy Row(string policy, double lower, double upper) => new(policy, 1, (lower + upper) / 2, lower, upper, 0, 1, 1, 1);
}
