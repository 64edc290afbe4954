using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class Reversal : ISkillTask
{
    public string Name => "reversal";

    public string Description => "Writes a word backwards.";

    public string RequestPattern => "reverse [a-z]+";

    public string AnswerPattern => "[a-z]+";

    public TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        string word = Letters.Word(ref chance, 2, 4 + 2 * difficulty);
        return new($"reverse {word}", new string([.. word.Reverse()]));
    }
}
