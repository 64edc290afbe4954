using Teleo.Controller.Domain;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

public class StoppingTests
{
    private const int Repetitions = 1_000, Most = 64;   // at 5 % by chance alone, 97.5th percentile

    private static StudyDefinition Stopping(StoppingKind rule, string arm, int seeds = 40) => Any.Study(arm) with
    {
        Seeds = [.. Enumerable.Range(1, seeds).Select(seed => (ulong)seed)],
        Hypotheses = [new() { Id = "H1", Claim = "it costs more", Arm = arm, Expect = Expectation.Worse }],
        Metrics = [],
        Stopping = new() { Rule = rule },
    };

    /// <summary>How often one who looks at every look finds an effect where none is.</summary>
    private static int FalseAlarms(Func<double[], bool> isFound, Func<double, double> shape)
    {
        var study = Stopping(StoppingKind.ConfidenceSequence, "aa");
        return Enumerable.Range(0, Repetitions).Count(repetition =>
        {
            var chance = new SeedTree((ulong)repetition).Stream("looks");
            double[] d = [.. Enumerable.Range(0, study.Seeds.Length).Select(_ => shape(Normal(ref chance)) - shape(Normal(ref chance)))];
            return Experiments.Studies.Stopping.Looks(study).Any(n => isFound(d[..n]));
        });
    }

    private static double Normal(ref RandomStream chance) => Distributions.NormalQuantile((chance.NextDouble() * 0.999999) + 5e-7);

    [Fact]
    public void Looking_again_and_again_never_raises_the_rate_of_false_alarms()
    {
        var study = Stopping(StoppingKind.ConfidenceSequence, "aa");
        foreach (Func<double, double> shape in new Func<double, double>[] { z => z, z => Math.Exp(0.6 * z) })
        {
            Assert.InRange(FalseAlarms(d => !PairedInference.Of(study, d).Interval95.Contains(0), shape), 0, Most);
            Assert.InRange(FalseAlarms(d => PairedInference.AnytimeP(d) <= 0.05, shape), 0, Most);
            // what a fixed interval would do
            Assert.InRange(FalseAlarms(d => !PairedTest.Of(d).Interval(0.95).Contains(0), shape), Most + 1, Repetitions);
        }
    }

    [Fact]
    public void A_large_effect_stops_at_the_first_look_and_none_runs_to_the_end()
    {
        foreach (var rule in new[] { StoppingKind.EProcess, StoppingKind.ConfidenceSequence }) AssertStops(rule);
    }

    private static void AssertStops(StoppingKind rule)
    {
        Assert.Equal(10, SeedsUsed(Stopping(rule, "planted:0.8")));
        Assert.Equal(40, SeedsUsed(Stopping(rule, "aa") with { SmallestEffect = 0.001 }));
        Assert.Equal(40, SeedsUsed(Stopping(StoppingKind.None, "planted:0.8")));
    }

    [Fact]
    public void Seeds_that_ran_after_the_study_could_stop_change_nothing()
    {
        using TemporaryFolder all = new(), stopped = new();
        var study = Stopping(StoppingKind.EProcess, "planted:0.8");
        Assert.Equal(Tables(study, all.Path, 40), Tables(study, stopped.Path, 10));
    }

    private static int SeedsUsed(StudyDefinition study)
    {
        using var folder = new TemporaryFolder();
        return Filled(study, folder.Path, study.Seeds.Length).Collect().Study.Seeds.Length;
    }

    private static Dictionary<string, string> Tables(StudyDefinition study, string folder, int seeds)
    {
        Filled(study, folder, seeds).Merge(TimeProvider.System);
        return Directory.GetFiles(folder, "*.csv").ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText);
    }

    private static StudyWorkspace Filled(StudyDefinition study, string folder, int seeds)
    {
        var workspace = StudyWorkspace.Of(study, Any.Runner, folder);
        workspace.Run(workspace.Plan.First(seeds).Cells, 1, TimeProvider.System, (_, _, _) => { }, default);
        return workspace;
    }
}
