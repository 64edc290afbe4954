using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class WordCasing() : SkillTask(
    "word-casing",
    "Turns snake_case into camelCase.",
    "camel [a-z]+(?:_[a-z]+)*",
    "[a-z][A-Za-z]*")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        int count = 2 + chance.NextInt(difficulty);
        string[] words = new string[count];
        for (int i = 0; i < count; i++) words[i] = Letters.Word(ref chance, 1, 6);
        string camel = words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return new($"camel {string.Join('_', words)}", camel);
    }
}
