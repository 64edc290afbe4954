using Teleo.Controller.Learning;

namespace Teleo.Pool.Live;

/// <summary>
/// The estimated quality of each skill in each task, by which requests are routed: the manifest's evidence, updated by judged answers. It
/// learns in the same way under every policy. The controller's own estimate is per skill over all its tasks.
/// </summary>
internal sealed class LiveQuality
{
    private readonly AdaptationOptions _options;
    private readonly BetaPosterior[,] _right;

    public LiveQuality(SkillFolder folder, AdaptationOptions options)
    {
        _options = options;
        _right = new BetaPosterior[folder.Skills.Length, folder.Tasks.Length];
        for (int skill = 0; skill < folder.Skills.Length; skill++)
            for (int task = 0; task < folder.Tasks.Length; task++)
                _right[skill, task] = BetaPosterior.Prior(Math.Clamp(folder.Skills[skill].QualityIn(folder.Tasks[task]), 0.01, 0.99),
                    options.QualityPriorWeight);
    }

    public double Of(int skill, int task) => _right[skill, task].Mean;

    public void Note(int skill, int task, double correct) => _right[skill, task].Add(correct, _options.QualityMemory);
}
