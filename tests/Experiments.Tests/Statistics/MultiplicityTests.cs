using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;
using static Teleo.Experiments.Tests.Statistics.KnownAnswer;

namespace Teleo.Experiments.Tests.Statistics;

public class MultiplicityTests
{
    private static readonly JsonElement Known = File("statistics-multiplicity.json").At("multiplicity");

    private static double[] Adjust(string method, double[] p) => method.ToLowerInvariant() switch
    {
        "holm" => Multiplicity.Holm(p),
        "bh" => Multiplicity.BenjaminiHochberg(p),
        _ => Multiplicity.BenjaminiYekutieli(p),
    };

    [Theory, InlineData("holm"), InlineData("bh"), InlineData("by")]
    public void Fifteen_p_values_are_adjusted_as_published(string method)
    {
        double[] adjusted = Adjust(method, Known.Numbers("p"));
        Close(Known.Numbers($"{method}.adjusted"), adjusted);
        Assert.Equal(Known.Number($"{method}.rejected_at_05"), adjusted.Count(p => p <= 0.05));
    }

    [Theory, InlineData("holm"), InlineData("BH"), InlineData("BY")]
    public void Five_p_values_are_adjusted_as_R_does(string method) =>
        Close(Known.Numbers($"five_p_R_p_adjust.R_output.{method}"), Adjust(method, Known.Numbers("five_p_R_p_adjust.p")));

    [Fact]
    public void The_largest_statistic_over_arms_gives_its_known_answer()
    {
        double[][] rows = Known.Table("maxT_signflip.diffs");
        double[][] columns = [.. Enumerable.Range(0, 3).Select(arm => rows.Select(row => row[arm]).ToArray())];
        Close(Known.Numbers("maxT_signflip.t"), [.. columns.Select(d => PairedTest.Of(d).T)]);
        var family = SignFlip.Family(columns);
        Assert.Equal(Known.Numbers("maxT_signflip.p_raw"), family.Raw);
        Assert.Equal(Known.Numbers("maxT_signflip.p_adjusted_single_step"), family.Adjusted);
    }

    [Theory, InlineData(1UL), InlineData(2UL), InlineData(3UL), InlineData(4UL)]
    public void Adjusting_never_makes_a_p_value_smaller_and_never_reorders(ulong seed)
    {
        var chance = new SeedTree(seed).Stream("p");
        double[] p = [.. Enumerable.Range(0, 12).Select(_ => chance.NextDouble() * chance.NextDouble())];
        foreach (string method in new[] { "bonferroni", "holm", "bh", "by" })
        {
            double[] adjusted = Adjust(method, p);
            for (int i = 0; i < p.Length; i++)
            {
                Assert.True(adjusted[i] >= p[i]);
                for (int j = 0; j < p.Length; j++) Assert.True(p[i] > p[j] || adjusted[i] <= adjusted[j]);
            }
        }
    }

    [Fact]
    public void A_family_of_one_arm_and_copies_of_it_costs_nothing()
    {
        double[] d = [0.4, 0.9, -0.2, 0.6, 0.1, 0.7, 0.5];
        var one = SignFlip.Family([d]);
        var copies = SignFlip.Family([d, [.. d.Select(x => 3 * x)], [.. d.Select(x => -x)]]);
        Assert.Equal(one.Raw[0], one.Adjusted[0]);
        Assert.Equal(one.Adjusted[0], copies.Adjusted[0]);   // Bonferroni would have tripled it
    }
}
