using Teleo.Controller.Learning;

namespace Teleo.Pool.Live;

/// <summary>
/// The belief about each skill in each task, which requests are routed by: the manifest's evidence, moved by what was judged. It learns
/// under every policy alike. The controller's own belief is of a skill as a whole, over all its tasks.
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
