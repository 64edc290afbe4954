using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class Reversal() : SkillTask("reversal", "Writes a word backwards.", "reverse [a-z]+", "[a-z]+")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        string word = Letters.Word(ref chance, 2, 4 + 2 * difficulty);
        return new($"reverse {word}", new string([.. word.Reverse()]));
    }
}
