using Teleo.Controller.Policies;
using Teleo.Experiments.Contenders;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Simulations;

public class CountTierCommandTests
{
    [Fact]
    public void The_count_tier_reports_misses_beside_an_exact_bound()
    {
        var run = Cli.Run("sim", "run", "-w", "rare", "-p", "sieve", "-c", "2", "--tier", "count", "--json").Json();
        Assert.True(run.GetProperty("misses").GetInt64() > 0);
        Assert.Equal(run.GetProperty("loads").GetInt64(), run.GetProperty("actions").GetProperty("activate").GetInt64());
        var bound = run.GetProperty("bound");
        Assert.True(bound.GetProperty("is_exact").GetBoolean());
        Assert.Equal("demand", bound.GetProperty("kind").GetString());
        Assert.InRange(bound.GetProperty("lower").GetDouble(), 0, run.GetProperty("load_seconds").GetDouble());
    }

    [Fact]
    public void A_rule_that_only_the_queue_tier_has_is_told_with_the_nearest() =>
        Cli.Run("sim", "run", "-w", "rare", "-p", "lruu", "-c", "2", "--tier", "count").AssertFails(ExitCode.Usage, "UnknownPolicy");

    [Fact]
    public void Every_policy_is_listed_and_told()
    {
        string list = Cli.Run("sim", "policies").Out;
        foreach (string name in PolicyCatalog.Names) Assert.Contains($"\n{name} ", list);
        Assert.Contains("load_budget", Cli.Run("sim", "policies", "drift-plus-penalty").Out);
        Cli.Run("sim", "policies", "olama").AssertFails(ExitCode.Usage, "UnknownPolicy");
    }

    [Fact]
    public void Every_rival_is_described_in_the_documents()
    {
        string text = File.ReadAllText(Repository.PathOf("docs", "concepts", "RIVALS.md"));
        var missing = PolicyCatalog.Entries
            .Where(entry => entry.Family != PolicyFamily.Teleodynamic && !text.Contains($"`{entry.Name}`", StringComparison.Ordinal))
            .Select(entry => entry.Name);
        Assert.Empty(missing);
    }
}
