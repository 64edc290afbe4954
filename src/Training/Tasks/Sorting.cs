using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class Sorting() : SkillTask("sorting", "Puts single digits in ascending order.", "sort [0-9]+", "[0-9]+")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        string digits = Letters.Of(ref chance, 2 + chance.NextInt(2 * difficulty + 1), '0', 10);
        return new($"sort {digits}", new string([.. digits.Order()]));
    }

    /// <summary>Returns the answer with the largest digit first.</summary>
    public override string AnswerAfterChange(TaskItem item) => new([.. item.Answer.Reverse()]);
}
