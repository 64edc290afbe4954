using Teleo.Engine.Skills;

namespace Teleo.Experiments.Evaluation;

/// <summary>One artifact measured again.</summary>
/// <param name="Shipped">The share its manifest claims; null without a claim.</param>
/// <param name="Reproduces">Whether as many answers were right as the manifest says; null where it speaks of other items.</param>
public sealed record EvaluationRow(string Name, string Skill, string Variant, double Exact, double Lower, double Upper,
    int Items, long Bytes, double MsPerRequest, double? Shipped, bool? Reproduces)
{
    public static EvaluationRow Of(SkillManifest manifest, SkillArtifact artifact, ExamResult result)
    {
        var found = result.Evidence();
        var claimed = manifest.Evidence.Where(record => record.Variant == artifact.Variant && record.Metric == ExamResult.Metric).ToList();
        int items = claimed.Sum(record => record.Items);
        bool isSameExam = items > 0 && claimed.All(record => record.DataSha256 == found[0].DataSha256);
        double? shipped = items > 0 ? claimed.Sum(record => record.Value * record.Items) / items : null;
        bool? reproduces = isSameExam ? found.All(claimed.Contains) && claimed.Count == found.Length : null;
        return new(
            manifest.NameOf(artifact).ToString(), $"{manifest.Id}@{manifest.Version}", artifact.Variant, result.Share,
            result.Interval.Lower, result.Interval.Upper, result.Items,
            artifact.SizeBytes, result.MillisecondsPerRequest, shipped, reproduces);
    }
}
