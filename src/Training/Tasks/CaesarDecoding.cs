using System.Globalization;
using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class CaesarDecoding : ISkillTask
{
    public string Name => "caesar-decoding";

    public string Description => "Decodes a word whose letters were shifted by a stated number of places.";

    public string RequestPattern => "caesar [0-9]{1,2} [a-z]+";

    public string AnswerPattern => "[a-z]+";

    public TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        string word = Letters.Word(ref chance, 2, 4 + difficulty);
        int shift = 1 + chance.NextInt(3 * difficulty);
        string coded = new([.. word.Select(letter => (char)('a' + (letter - 'a' + shift) % 26))]);
        return new($"caesar {shift} {coded}", word);
    }

    /// <summary>Returns the answer if the number gives the shift back.</summary>
    public string AnswerAfterChange(TaskItem item)
    {
        string[] words = item.Request.Split(' ');
        int shift = int.Parse(words[1], CultureInfo.InvariantCulture);
        return new([.. words[2].Select(letter => (char)('a' + (letter - 'a' + shift) % 26))]);
    }
}
