using Teleo.Experiments.Falsification;
using Teleo.Experiments.Impostors;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Judging;

/// <summary>The verdicts on subjects with known commitments and lacks.</summary>
internal sealed record ConfusionMatrix(IReadOnlyList<MatrixSubject> Subjects)
{
    /// <summary>Share of the cells of impostors that must be refuted.</summary>
    public const double LeastRefuted = 0.8;

    private static readonly string[] Commitments = ["C1", "C2", "C3", "C4", "C5"];

    /// <summary>Per commitment: how often it was found where it is, and refuted where it is not.</summary>
    public IReadOnlyList<MatrixRow> Rows { get; } = [.. Commitments.Select(id => MatrixRow.Of(id, Subjects))];

    public int LackingCells => Subjects.Sum(subject => subject.Lacks.Count);

    public int RefutedCells => Subjects.Sum(subject => subject.Lacks.Keys.Count(id => subject.Verdicts[id] == CommitmentVerdict.Refuted));

    /// <summary>True if no lack is demonstrated, every possession is found, and enough lacks are refuted.</summary>
    public bool Stands => Problems.Count == 0;

    /// <summary>The reasons why the matrix fails.</summary>
    public IReadOnlyList<string> Problems => [.. Found()];

    /// <summary>Returns the verdict on one subject as a letter, with the known truth.</summary>
    public static string CellOf(MatrixSubject subject, string id)
    {
        string letter = subject.Verdicts[id] switch
        {
            CommitmentVerdict.Demonstrated => "D",
            CommitmentVerdict.Refuted => "R",
            CommitmentVerdict.Undecided => "U",
            _ => "N",
        };
        return letter + (subject.Has.Contains(id) ? " +" : subject.Lacks.ContainsKey(id) ? " -" : "");
    }

    private IEnumerable<string> Found()
    {
        foreach (var subject in Subjects)
        {
            foreach (string id in subject.Lacks.Keys)
                if (subject.Verdicts[id] == CommitmentVerdict.Demonstrated) yield return $"{subject.Name} lacks {id} and it came out "
                    + $"demonstrated";
            foreach (string id in subject.Has)
                if (subject.Verdicts[id] != CommitmentVerdict.Demonstrated) yield return $"{subject.Name} has {id} and it came out "
                    + subject.Verdicts[id].Words();
        }

        if (RefutedCells < LeastRefuted * LackingCells) yield return $"{RefutedCells} of {LackingCells} lacks are refuted, fewer than "
            + $"{LeastRefuted:P0}";
        if (Subjects.Count < 2) yield break;
        var failed = Subjects.SelectMany(subject => subject.Fails).ToHashSet();
        foreach (var criterion in JudgeCriteria.All.Where(c => Commitments.Contains(c.Id)).SelectMany(c => c.Criteria))
            if (!failed.Contains(criterion.Id)) yield return $"{criterion.Id} fails for no subject, so nothing shows that it can fail";
    }
}

/// <summary>One subject of the matrix.</summary>
/// <param name="Impostor">It lacks a commitment that it imitates.</param>
/// <param name="Positive">It truly has a commitment.</param>
/// <param name="Fails">The criteria that it fails.</param>
internal sealed record MatrixSubject(
    string Name, string Says, bool Impostor, bool Positive, IReadOnlyDictionary<string, string> Lacks, IReadOnlyList<string> Has,
        IReadOnlyDictionary<string, CommitmentVerdict> Verdicts, IReadOnlyList<string> Fails)
{
    public static MatrixSubject Of(KnownSubject known, JudgeResult result) => new(
        known.Source.Name, known.Says, known.IsImpostor, known.IsPositive, known.Lacks, known.Has,
        result.Verdicts.ToDictionary(verdict => verdict.Commitment.Id, verdict => verdict.Verdict),
        [.. result.Verdicts.SelectMany(verdict => verdict.Findings).Where(finding => finding.Answer == CriterionAnswer.Fails)
            .Select(finding => finding.Criterion.Id)]);
}

/// <summary>Sensitivity and specificity of one commitment with 95 % intervals (Clopper and Pearson).</summary>
internal sealed record MatrixRow(
    string Commitment, int Have, int Found, int Lack, int Refuted, int Undecided, int Passed, Interval Sensitivity, Interval Specificity)
{
    public static MatrixRow Of(string id, IReadOnlyList<MatrixSubject> subjects)
    {
        var have = subjects.Where(subject => subject.Has.Contains(id)).ToList();
        var lack = subjects.Where(subject => subject.Lacks.ContainsKey(id)).ToList();
        int found = have.Count(subject => subject.Verdicts[id] == CommitmentVerdict.Demonstrated);
        int refuted = lack.Count(subject => subject.Verdicts[id] == CommitmentVerdict.Refuted);
        int passed = lack.Count(subject => subject.Verdicts[id] == CommitmentVerdict.Demonstrated);
        return new(id, have.Count, found, lack.Count, refuted, lack.Count - refuted - passed, passed, Of(found, have.Count),
            Of(refuted, lack.Count));
    }

    private static Interval Of(int successes, int trials) => trials == 0 ? new(0, 1) : Proportions.ClopperPearson(successes, trials, 0.95);
}
