using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Studies;

/// <summary>
/// The whole analysis on data with known truth: false positives, coverage of intervals, and detection of planted effects.
/// </summary>
internal sealed record SelfTest(int Repetitions, ImmutableArray<SelfTest.SelfTestFinding> Findings)
{
    public const int Quick = 1_000, Full = 4_000;

    private const double Planted = 0.05;

    /// <summary>One measured share with its required range; a finding without a range is only information.</summary>
    public sealed record SelfTestFinding(string What, string Data, int Seeds, double Share, double Least, double Most)
    {
        public bool Holds => Share >= Least && Share <= Most;

        public bool Informs => Least == 0 && Most == 1;
    }

    public bool Holds => Findings.All(finding => finding.Holds);

    /// <summary>
    /// The most rejections at 5 % that chance alone allows a pipeline without fault, with this probability: 64 of 1,000 at 0.975.
    /// </summary>
    public static int MostRejections(int repetitions, double probability)
    {
        double below = 0;
        for (int k = 0; ; k++)
        {
            below += Proportions.BinomialPmf(k, repetitions, 0.05);
            if (below >= probability) return k;
        }
    }

    public static SelfTest Run(int repetitions, Action<int, int> progress, CancellationToken cancellation)
    {
        var findings = new List<SelfTestFinding>();
        (bool LogNormal, int Seeds)[] settings = [(false, 10), (true, 10), (false, 20), (true, 20)];
        var runs = new ParallelRuns(Environment.ProcessorCount, done => progress(done, settings.Length * repetitions), cancellation);
        foreach (var (logNormal, seeds) in settings)
        {
            var tallies = runs.Of(repetitions, i => Once((uint)i, seeds, logNormal));
            findings.AddRange(Summarise(tallies, logNormal ? "log-normal" : "normal", seeds));
        }

        return new(repetitions, [.. findings]);
    }

    private readonly record struct Tally(bool FalseAlarm, bool FalseFamily, bool Student, bool Bca, bool Found, bool HoldsPlanted);

    private static IEnumerable<SelfTestFinding> Summarise(Tally[] tallies, string data, int seeds)
    {
        yield return new("false positives, one arm", data, seeds, Share(t => t.FalseAlarm), 0, Most(0.975));
        // looked at beside the other
        yield return new("false positives, any of five arms", data, seeds, Share(t => t.FalseFamily), 0, Most(0.999));
        yield return new("coverage of Student's interval", data, seeds, Share(t => t.Student), 0.93, 0.97);
        yield return new("coverage of the BCa interval", data, seeds, Share(t => t.Bca), 0, 1);
        yield return new("planted 5 % recovered in the interval", data, seeds, Share(t => t.HoldsPlanted), 0.93, 0.97);
        yield return new("planted 5 % found", data, seeds, Share(t => t.Found), 0, 1);

        double Most(double probability) => (double)MostRejections(tallies.Length, probability) / tallies.Length;

        double Share(Func<Tally, bool> holds) => tallies.Count(holds) / (double)tallies.Length;
    }

    /// <summary>Runs one study without an effect and one with a planted effect through the analysis.</summary>
    private static Tally Once(uint repetition, int seeds, bool logNormal)
    {
        var runner = new SyntheticRunner(new SeedTree(2).KeyOf(logNormal ? "self-test, log-normal" : "self-test", repetition), logNormal);
        var effects = Effects(runner, seeds, ["base", "aa1", "aa2", "aa3", "aa4", "aa5"]);
        var planted = Effects(runner, seeds, ["base", FormattableString.Invariant($"planted:{Planted}")])[0];
        var first = effects[0];

        // The true mean of the baseline differs from seed to seed only through the noise both arms share.
        double expected = Planted * (logNormal ? 100 * Math.Exp(2 * 2 * (0.3 * 0.3 + 0.1 * 0.1) / 2) : 100);
        return new(
            FalseAlarm: first.P <= 0.05,
            FalseFamily: effects.Any(effect => effect.AdjustedP <= 0.05),
            Student: first.Interval95.Contains(0),
            Bca: first.Bca95.Contains(0),
            Found: planted.AdjustedP <= 0.05,
            HoldsPlanted: planted.Interval95.Contains(expected));
    }

    private static List<Effect> Effects(SyntheticRunner runner, int seeds, ImmutableArray<string> arms)
    {
        var study = new StudyDefinition
        {
            Name = "self-test",
            Question = "Does the analysis find what is there and nothing else?",
            Workloads = ["synthetic"],
            Budgets = [1],
            Baseline = "base",
            Arms = arms,
            Seeds = [.. Enumerable.Range(1, seeds).Select(seed => (ulong)seed)],
            PrimaryMetric = "cost",
        };
        var runs = StudyPlan.Of(study).Cells.Select(cell => (cell, runner.Run(cell, CancellationToken.None)));
        var results = new StudyResults(study, runner.Metrics, [.. runs]);
        return Analysis.Scenario(results, study.PrimaryMetric, study.Workloads[0], study.Budgets[0]);
    }
}
