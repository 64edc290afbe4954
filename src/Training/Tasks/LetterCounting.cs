using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class LetterCounting : ISkillTask
{
    public string Name => "letter-counting";

    public string Description => "Counts how often a letter stands in a word.";

    public string RequestPattern => "count [a-z] in [a-z]+";

    public string AnswerPattern => "[0-9]+";

    public TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        string alphabet = "abcd";
        char[] word = new char[3 + chance.NextInt(3 + 2 * difficulty)];
        for (int i = 0; i < word.Length; i++) word[i] = alphabet[chance.NextInt(alphabet.Length)];
        char wanted = alphabet[chance.NextInt(alphabet.Length)];
        return new($"count {wanted} in {new string(word)}", $"{word.Count(letter => letter == wanted)}");
    }
}
