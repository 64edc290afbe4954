using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Policies;

public sealed class DialTests
{
    /// <summary>An ablation that sets a number of its own must not swallow the number that a study tunes.</summary>
    [Theory]
    [InlineData("teleodynamic", 0.5)]
    [InlineData("teleodynamic-bayes-reliability", 0.5)]
    public void A_number_that_is_given_holds_against_the_ablations_own(string name, double memory)
    {
        var entry = TeleodynamicEntries.Entries.Single(entry => entry.Name == name);
        var context = new PolicyContext(Rig.Alike(2, loadSeconds: 1), ResourceVector.Bytes(10), new SeedTree(1))
        {
            Options = ImmutableSortedDictionary<string, double>.Empty.Add("memory", memory),
        };
        var policy = Assert.IsType<TeleodynamicPolicy>(entry.Create(context));
        Assert.Equal(memory, policy.Options.Foresight.ReliabilityMemory);
    }
}
