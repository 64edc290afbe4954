using Teleo.Experiments.Falsification;
using Teleo.Experiments.Impostors;
using Teleo.Experiments.Judging;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Tests.Judging;

public class JudgeTests
{
    private const int FewSeeds = 6;

    /// <summary>Impostors that no number of seeds is needed for.</summary>
    [Theory]
    [InlineData("noise-account", "C2")]
    [InlineData("lru-cosmetic", "C1")]
    [InlineData("stopped-outside", "C4")]
    public void A_plain_impostor_is_refuted_at_few_seeds(string name, string commitment) =>
        Assert.Equal(CommitmentVerdict.Refuted, VerdictOf(KnownSubjects.Find(name).Source, commitment, FewSeeds));

    [Fact]
    public void Hidden_state_disqualifies_every_commitment()
    {
        var result = Of(KnownSubjects.Find("hidden-learner").Source, 3);
        Assert.StartsWith("hidden state", result.Disqualified, StringComparison.Ordinal);
        Assert.All(result.Verdicts.Where(v => v.Commitment.Id is "C1" or "C2" or "C3" or "C4" or "C5"), v => Assert.Equal(CommitmentVerdict.Refuted, v.Verdict));
    }

    [Fact]
    public void A_policy_whose_state_cannot_be_read_demonstrates_nothing()
    {
        var result = Of(SubjectSource.Named("lru"), 3);
        Assert.True(result.Unreadable);
        Assert.DoesNotContain(result.Verdicts, v => v.Commitment.Id.StartsWith('C') && v.Commitment.Id != "CB" && v.Verdict == CommitmentVerdict.Demonstrated);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var source = KnownSubjects.Find("constructed-foresight").Source;
        string[] Figures(int threads) => [.. new SubjectJudge(3, threads, default).Of(source, ReferenceOf).Verdicts.SelectMany(v => v.Findings).Select(f => $"{f.Criterion.Id} {f.Mean:R} {f.Lower:R}")];
        Assert.Equal(Figures(1), Figures(3));
    }

    /// <summary>The whole matrix: no lack demonstrated, every possession found, four lacks in five refuted, every criterion failed by someone.</summary>
    [NightlyFact]
    public void The_confusion_matrix_stands()
    {
        var judge = new SubjectJudge(SubjectJudge.FullSeeds, Environment.ProcessorCount, default);
        var matrix = new ConfusionMatrix([.. KnownSubjects.All.Select(known => MatrixSubject.Of(known, judge.Of(known.Source, ReferenceOf)))]);
        Assert.Empty(matrix.Problems);
    }

    [Fact]
    public void The_zoo_is_large_enough()
    {
        Assert.True(KnownSubjects.All.Count(known => known.IsImpostor) >= 17);
        foreach (string id in new[] { "C1", "C2", "C3", "C4", "C5" }) Assert.True(KnownSubjects.All.Count(known => known.Has.Contains(id)) >= 3, id);
        Assert.All(KnownSubjects.All.SelectMany(known => known.Lacks.Values), why => Assert.NotEmpty(why));
    }

    [Theory]
    [InlineData(new[] { 2.0, 2.1, 1.9, 2.0 }, (int)Answer.Holds)]
    [InlineData(new[] { 0.0, 0.1, -0.1, 0.0 }, (int)Answer.Fails)]
    [InlineData(new[] { -5.0, 5.0, 8.0, -3.0 }, (int)Answer.Unknown)]
    [InlineData(new[] { 1.0, 1.0, 1.0, 1.0 }, (int)Answer.Fails)]
    [InlineData(new[] { double.NaN, double.NaN, double.NaN, 2.0 }, (int)Answer.Fails)]
    public void A_criterion_holds_or_fails_by_its_whole_interval(double[] values, int answer)
    {
        var criterion = new JudgeCriterion("X", "", 1, "", JudgeWorld.Stationary, Treatments.Full, _ => values);
        Assert.Equal((Answer)answer, criterion.Judge(values).Answer);
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

    private static JudgeResult Of(SubjectSource source, int seeds) => new SubjectJudge(seeds, Environment.ProcessorCount, default).Of(source, ReferenceOf);

    private static CommitmentVerdict VerdictOf(SubjectSource source, string commitment, int seeds) =>
        Of(source, seeds).Verdicts.Single(verdict => verdict.Commitment.Id == commitment).Verdict;

    private static SubjectSource ReferenceOf(string name) => name == JudgeWorld.ReferenceName ? KnownSubjects.Find(name).Source : SubjectSource.Named(name);
}
