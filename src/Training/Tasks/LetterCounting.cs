using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class LetterCounting() : SkillTask(
    "letter-counting",
    "Counts how often a letter stands in a word.",
    "count [a-z] in [a-z]+",
    "[0-9]+")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        string word = Letters.Of(ref chance, 3 + chance.NextInt(3 + 2 * difficulty), 'a', 4);
        char wanted = (char)('a' + chance.NextInt(4));
        return new($"count {wanted} in {word}", $"{word.Count(letter => letter == wanted)}");
    }
}
