using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class Sorting : ISkillTask
{
    public string Name => "sorting";

    public string Description => "Puts single digits in ascending order.";

    public string RequestPattern => "sort [0-9]+";

    public string AnswerPattern => "[0-9]+";

    public TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        char[] digits = new char[2 + chance.NextInt(2 * difficulty + 1)];
        for (int i = 0; i < digits.Length; i++) digits[i] = (char)('0' + chance.NextInt(10));
        return new($"sort {new string(digits)}", new string([.. digits.Order()]));
    }

    /// <summary>Returns the answer with the largest digit first.</summary>
    public string AnswerAfterChange(TaskItem item) => new([.. item.Answer.Reverse()]);
}
