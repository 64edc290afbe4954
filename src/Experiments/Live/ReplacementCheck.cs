using Teleo.Controller.Domain;
using Teleo.Engine.Skills;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;
using Teleo.Training.Tasks;

namespace Teleo.Experiments.Live;

/// <summary>
/// Checks a model that will replace another: it must answer held-out requests, and if its manifest claims good results, some of them
/// correctly.
/// </summary>
internal static class ReplacementCheck
{
    private const int Requests = 3;

    /// <summary>
    /// The stated quality above which a skill that gets none of the requests right is refused: less than one honest skill in a thousand
    /// fails.
    /// </summary>
    private const double ClaimsToBeGood = 0.9;

    public static SkillCheck For(SkillFolder folder) => async (skill, ask) =>
    {
        var looked = folder.Skills[skill];
        int right = 0;
        foreach (var request in QuestionsTo(looked))
        {
            var answer = await ask(request);
            if (answer.Status == RequestStatus.Failed) return answer.Why;
            if (answer.IsRight || !answer.IsKnown) right++;
        }

        bool claims = looked.Manifest.EvidenceStatus == EvidenceStatus.Evaluated && looked.Quality > ClaimsToBeGood;
        return claims && right == 0 ? $"it claims {looked.Quality:P0} and got none of {Requests} held-out requests right" : null;
    };

    /// <summary>
    /// Returns the questions; only one token if the task is not known, because more would show nothing and delay the exchange.
    /// </summary>
    private static IEnumerable<PoolRequest> QuestionsTo(LiveSkill skill) => TaskCatalog.Find(skill.Contract.Tasks[0]) is null
        ? HeldOut(skill, 1).Select(request => request with { MaxTokens = 1 })
        : HeldOut(skill);

    /// <summary>Returns requests from neither training nor test; a plain prompt if the task is not known.</summary>
    internal static IEnumerable<PoolRequest> HeldOut(LiveSkill skill, int count = Requests)
    {
        var chance = new SeedTree(0).Stream("live.look");
        for (int i = 0; i < count; i++) yield return LiveWorkload.Draw(skill.Contract.Tasks[0], TaskSet.Validation, ref chance);
    }
}
