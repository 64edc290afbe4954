using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class WordCasing : ISkillTask
{
    public string Name => "word-casing";

    public string Description => "Turns snake_case into camelCase.";

    public string RequestPattern => "camel [a-z]+(?:_[a-z]+)*";

    public string AnswerPattern => "[a-z][A-Za-z]*";

    public TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        int count = 2 + chance.NextInt(difficulty);
        string[] words = new string[count];
        for (int i = 0; i < count; i++) words[i] = Letters.Word(ref chance, 1, 6);
        string camel = words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return new($"camel {string.Join('_', words)}", camel);
    }
}
