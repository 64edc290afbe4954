using Teleo.Experiments.Phases;
using Xunit.Abstractions;

namespace Teleo.Experiments.Tests.Phases;

public class PhaseClassifierTests(ITestOutputHelper output)
{
    private static readonly PhaseCriteria Criteria = PhaseCriteria.Latest;

    [Fact]
    public void Published_criteria_never_change()
    {
        var hashes = PhaseCriteria.Registered.Select(criteria => (criteria.Version, criteria.Hash[..16]));
        Assert.Equal([("1.0", "c231d28002db6c88"), ("2.0", "0d1da0f447c5a047")], hashes);
        Assert.NotEqual(Criteria.Hash, (Criteria with { Trend = 0.06 }).Hash);
    }

    /// <summary>Each version on what it was written for, and on the other: docs/concepts/PHASES.md has the whole table.</summary>
    [Theory]
    [InlineData("1.0", false, 0.9, 0.85)]
    [InlineData("2.0", false, 0.7, 0.25)]
    [InlineData("2.0", true, 0.7, 0.5)]
    public void Phases_of_constructed_runs_are_recognised_and_rarely_imagined(string version, bool fullPool, double leastAgreement, double leastRecall)
    {
        var agreement = AgreementOf(version, fullPool);
        Assert.True(agreement.Agreement > leastAgreement, $"{agreement.Agreement}");
        foreach (var phase in new[] { Phase.UnderStructuring, Phase.TeleodynamicGrowth, Phase.OverStructuring })
        {
            Assert.True(agreement.FalseAlarms(phase) < 0.05, $"{phase}: {agreement.FalseAlarms(phase)}");
            Assert.True(agreement.Recall(phase) > leastRecall, $"{phase}: {agreement.Recall(phase)}");
        }
    }

    [Fact]
    public void Memory_in_use_cannot_tell_the_phases_of_a_full_pool()
    {
        var agreement = AgreementOf("1.0", fullPool: true);
        Assert.Equal(0, agreement.Recall(Phase.UnderStructuring));
        Assert.True(agreement.Recall(Phase.TeleodynamicGrowth) < 0.05);
    }

    private PhaseAgreement AgreementOf(string version, bool fullPool)
    {
        var criteria = PhaseCriteria.Find(version)!;
        var agreement = new PhaseAgreement();
        for (ulong seed = 0; seed < 40; seed++)
        {
            var (series, truth) = fullPool ? ConstructedPools.Run(seed, windows: 40, criteria.Window) : ConstructedRuns.Run(seed, windows: 40, criteria.Window);
            var labels = PhaseClassifier.Classify(series, criteria).Labels;
            for (int w = 0; w < truth.Length; w++) agreement.Add(truth[w], labels[w]);
        }

        foreach (var truth in Enum.GetValues<Phase>())
            output.WriteLine($"{truth}: recall {agreement.Recall(truth):0.000}, false alarms {agreement.FalseAlarms(truth):0.0000}");
        output.WriteLine($"agreement {agreement.Agreement:0.000} over {agreement.Windows} windows");
        return agreement;
    }

    [Fact]
    public void A_signature_that_lacks_one_part_is_ambiguous()
    {
        var (series, truth) = ConstructedRuns.Run(1, 40, Criteria.Window);
        var stillE = series with { Energy = [.. series.Energy.Select(_ => 50.0)] };   // nothing is spent
        var labels = PhaseClassifier.Classify(stillE, Criteria).Labels;
        Assert.DoesNotContain(Phase.UnderStructuring, labels);
        var idle = series with { Reorganising = new double[series.Length] };
        Assert.DoesNotContain(Phase.TeleodynamicGrowth, PhaseClassifier.Classify(idle, Criteria).Labels);
        Assert.Contains(Phase.TeleodynamicGrowth, truth);
    }

    [Fact]
    public void Labels_are_kept_apart_and_say_what_made_them()
    {
        var labels = PhaseClassifier.Classify(ConstructedRuns.Run(2, 8, Criteria.Window).Series, Criteria);
        string path = Path.Combine(TestFolder.New("teleo-labels"), "labels.json");
        labels.Save(path);
        var loaded = PhaseLabels.Load(path);
        Assert.Equal<Phase>(labels.Labels.AsEnumerable(), loaded.Labels.AsEnumerable());
        Assert.Equal((labels.CriteriaVersion, labels.CriteriaHash), (loaded.CriteriaVersion, loaded.CriteriaHash));
        File.WriteAllText(path, "{\"labels\":[\"no-such-phase\"]}");
        Assert.Throws<InvalidDataException>(() => PhaseLabels.Load(path));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    /// <summary>A window of a phase meets every condition of it, so no condition is met less often than the phase is found.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void No_condition_of_a_phase_is_met_less_often_than_the_phase(uint seed)
    {
        var run = ConstructedRuns.Run(seed, 40, Criteria.Window).Series;
        var labels = PhaseClassifier.Classify(run, Criteria).Labels;
        var counts = PhaseClassifier.Count(run, Criteria);
        Assert.Equal([Phase.UnderStructuring, Phase.TeleodynamicGrowth, Phase.OverStructuring], counts.Select(count => count.Phase).Distinct());
        Assert.All(counts, count => Assert.InRange(count.Met, labels.Count(label => label == count.Phase), labels.Length));
        Assert.Contains(counts, count => count.Met < count.Windows);
        Assert.All(counts.Where(count => count.Phase == Phase.UnderStructuring), count => Assert.True(count.Met > 0));
    }
}
