using Teleo.Experiments.Tuning;

namespace Teleo.Experiments.Tests.Tuning;

/// <summary>The search that tuned the rivals: told the costs that are in the file, it tries the same settings in the same order.</summary>
public class PolicyTunerTests
{
    [Fact]
    public void The_tuned_rivals_come_out_of_their_costs_again()
    {
        var tuned = TunedPolicies.Read(Repository.PathOf("experiments", "tuned", "rivals.json"));
        Assert.True(tuned.Policies.Length > 10);
        foreach (var policy in tuned.Policies)
        {
            var ratios = policy.Trials.ToDictionary(trial => trial.Spec, trial => trial.Ratio);
            ratios[policy.Policy] = 1;
            var again = PolicyTuner.Tune(policy.Machine, policy.Policy, tuned.Trials, spec => ratios[spec]);
            Assert.Equal(policy.Trials.ToArray(), again.Trials.ToArray());
            Assert.Equal((policy.Spec, policy.Ratio), (again.Spec, again.Ratio));
        }
    }

    [Fact]
    public void A_policy_that_cannot_work_as_it_ships_is_left_as_it_is()
    {
        var tuned = PolicyTuner.Tune("disk", "ttl", 5, spec => spec == "ttl" ? double.NaN : 1);
        Assert.Equal(("ttl", 1.0), (tuned.Spec, tuned.Ratio));
    }
}
