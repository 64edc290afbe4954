using System.Text.Json;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Impostors;
using Teleo.Experiments.Judging;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Subjects;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Tests.Judging;

public class JudgeTests
{
    private const int FewSeeds = 6;

    /// <summary>Impostors that few seeds are enough for.</summary>
    [Theory]
    [InlineData("noise-account", "C2", FewSeeds)]
    [InlineData("lru-cosmetic", "C1", FewSeeds)]
    [InlineData("unscored", "C3", FewSeeds)]
    [InlineData("finished-learner", "C4", FewSeeds)]
    [InlineData("opened-by-alarm", "C4", FewSeeds)]
    [InlineData("knows-the-judge", "C4", FewSeeds)]
    [InlineData("knows-the-probe", "C4", 12)]
    [InlineData("stopped-outside", "C4", FewSeeds)]
    public void A_plain_impostor_is_refuted_at_few_seeds(string name, string commitment, int seeds) =>
        Assert.Equal(CommitmentVerdict.Refuted, VerdictOf(KnownSubjects.Find(name).Source, commitment, seeds));

    [Fact]
    public void Hidden_state_disqualifies_every_commitment()
    {
        var result = Of(KnownSubjects.Find("hidden-learner").Source, 3);
        Assert.StartsWith("hidden state", result.Disqualified, StringComparison.Ordinal);
        Assert.All(result.Verdicts.Where(v => v.Commitment.Id is "C1" or "C2" or "C3" or "C4" or "C5"),
            v => Assert.Equal(CommitmentVerdict.Refuted, v.Verdict));
    }

    [Fact]
    public void A_policy_whose_state_cannot_be_read_demonstrates_nothing()
    {
        var result = Of(SubjectSource.Named("lru"), 3);
        Assert.True(result.Unreadable);
        Assert.DoesNotContain(result.Verdicts,
            v => v.Commitment.Id.StartsWith('C') && v.Commitment.Id != "CB" && v.Verdict == CommitmentVerdict.Demonstrated);
    }

    /// <summary>So a halt there is a choice: no criterion has to ask whether something could still be done.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void In_the_world_of_choice_something_is_always_missed(ulong seed)
    {
        var run = JudgedRun.Play(KnownSubjects.Find(JudgeWorld.ReferenceName).Source, Treatment.None, JudgeWorld.Choice,
            JudgeWorld.Choice.Prepare(seed), plays: false, default);
        Assert.InRange(run.Meter.Course.MissShare(JudgeCriteria.LateSeconds, run.Shift), 0.05, 0.6);
    }

    [Fact]
    public void The_unchanged_world_is_the_other_to_the_bit_until_the_change()
    {
        var (changed, unchanged) = (JudgeWorld.Choice.Prepare(5), JudgeWorld.Unchanged.Prepare(5));
        long shiftNs = (long)(changed.Run.ShiftSeconds * 1e9);
        Request[] First(PreparedScenario scenario) => [.. All(scenario).TakeWhile(request => request.ArrivalNs < shiftNs)];
        Assert.Equal(First(changed), First(unchanged));
        Assert.NotEqual(All(changed), All(unchanged));
        Assert.Equal(changed.Run.ShiftSeconds, unchanged.Run.ShiftSeconds);
    }

    [Fact]
    public void A_true_halt_ends_where_the_most_wanted_is_gone_and_a_stop_does_not()
    {
        var (halts, stopped) = (Play("constructed-halting"), Play("opened-by-alarm"));
        Assert.True(halts.Probes > 5);
        Assert.Equal(halts.Probes, halts.ProbesAnswered);
        Assert.Equal(-1, halts.FirstUnanswered);
        Assert.True(stopped.Probes > 5);
        Assert.Equal(0, stopped.ProbesAnswered);
        Assert.InRange(stopped.FirstUnanswered, 1, stopped.Decisions);

        static SubjectMeter Play(string name) => JudgedRun.Play(KnownSubjects.Find(name).Source, Treatment.None, JudgeWorld.Choice,
            JudgeWorld.Choice.Prepare(5), plays: true, default).Meter;
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var source = KnownSubjects.Find("constructed-foresight").Source;
        string[] Figures(int threads) =>
            [.. new SubjectJudge(3, threads, default).Of(source, ReferenceOf).Verdicts.SelectMany(v => v.Findings)
                .Select(f => $"{f.Criterion.Id} {f.Mean:R} {f.Lower:R}")];
        Assert.Equal(Figures(1), Figures(3));
    }

    /// <summary>
    /// The whole matrix: no lack demonstrated, every possession found, four lacks in five refuted, every criterion failed by someone.
    /// </summary>
    [NightlyFact]
    public void The_confusion_matrix_stands()
    {
        var judge = new SubjectJudge(SubjectJudge.FullSeeds, Environment.ProcessorCount, default);
        var matrix =
            new ConfusionMatrix([.. KnownSubjects.All.Select(known => MatrixSubject.Of(known, judge.Of(known.Source, ReferenceOf)))]);
        Assert.Empty(matrix.Problems);
    }

    [Fact]
    public void The_document_has_every_row_of_the_published_matrix()
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "reference", "JUDGE.md"));
        using var matrix = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("experiments", "results", "judge", "matrix.json")));
        var subjects = matrix.RootElement.GetProperty("subjects").EnumerateArray().ToList();
        Assert.Equal(
            KnownSubjects.All.Select(known => known.Source.Name), subjects.Select(subject => subject.GetProperty("name").GetString()));
        foreach (var subject in subjects)
        {
            string lacks = string.Join(", ", subject.GetProperty("lacks").EnumerateArray().Select(lack => lack.GetString()));
            var verdicts = new[] { "C1", "C2", "C3", "C4", "C5" }
                .Select(id => subject.GetProperty("verdicts").GetProperty(id).GetString()!.ToLowerInvariant());
            string first = $"| `{subject.GetProperty("name").GetString()}` | {(lacks.Length == 0 ? "positive" : lacks)} | ";
            Assert.Contains(first + string.Join(" | ", verdicts) + " |\n", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_zoo_is_large_enough()
    {
        Assert.True(KnownSubjects.All.Count(known => known.IsImpostor) >= 17);
        foreach (string id in new[] { "C1", "C2", "C3", "C4", "C5" })
            Assert.True(KnownSubjects.All.Count(known => known.Has.Contains(id)) >= 3, id);
        Assert.All(KnownSubjects.All.SelectMany(known => known.Lacks.Values), why => Assert.NotEmpty(why));
    }

    [Theory]
    [InlineData(0.164, 0.083, 0.256, "16.4 % (8.3 to 25.6)")]
    [InlineData(172.649, 154.1, 191.25, "173 times (154 to 191)")]
    public void A_percentage_from_1000_on_is_told_as_a_factor(double mean, double lower, double upper, string text)
    {
        var criterion = new JudgeCriterion("X", "", 0.1, " %", JudgeWorld.Stationary, Treatments.Full, _ => null);
        Assert.Equal(text, criterion.Text(mean, lower, upper));
    }

    [Theory]
    [InlineData(new[] { 2.0, 2.1, 1.9, 2.0 }, (int)CriterionAnswer.Holds)]
    [InlineData(new[] { 0.0, 0.1, -0.1, 0.0 }, (int)CriterionAnswer.Fails)]
    [InlineData(new[] { -5.0, 5.0, 8.0, -3.0 }, (int)CriterionAnswer.Unknown)]
    [InlineData(new[] { 1.0, 1.0, 1.0, 1.0 }, (int)CriterionAnswer.Fails)]
    [InlineData(new[] { double.NaN, double.NaN, double.NaN, 2.0 }, (int)CriterionAnswer.Fails)]
    public void A_criterion_holds_or_fails_by_its_whole_interval(double[] values, int answer)
    {
        var criterion = new JudgeCriterion("X", "", 1, "", JudgeWorld.Stationary, Treatments.Full, _ => values);
        Assert.Equal((CriterionAnswer)answer, criterion.Judge(values).Answer);
    }

    [Fact]
    public void No_file_of_the_judge_names_a_controller_or_asks_for_its_type()
    {
        string folder = Repository.PathOf("src", "Experiments", "Judging");
        Assert.All(Directory.EnumerateFiles(folder, "*.cs"), file =>
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain("TeleodynamicPolicy", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"teleodynamic", text, StringComparison.Ordinal);
        });
    }

    private static List<Request> All(PreparedScenario scenario)
    {
        var (all, block) = (new List<Request>(), new Request[256]);
        using var reader = scenario.Run.Trace.Open();
        for (int count; (count = reader.Read(block)) > 0;) all.AddRange(block[..count]);
        return all;
    }

    private static JudgeResult Of(SubjectSource source, int seeds) =>
        new SubjectJudge(seeds, Environment.ProcessorCount, default).Of(source, ReferenceOf);

    private static CommitmentVerdict VerdictOf(SubjectSource source, string commitment, int seeds) =>
        Of(source, seeds).Verdicts.Single(verdict => verdict.Commitment.Id == commitment).Verdict;

    private static SubjectSource ReferenceOf(string name) =>
        name == JudgeWorld.ReferenceName ? KnownSubjects.Find(name).Source : SubjectSource.Named(name);
}
