using System.Globalization;
using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class CaesarDecoding() : SkillTask(
    "caesar-decoding",
    "Decodes a word whose letters were shifted by a stated number of places.",
    "caesar [0-9]{1,2} [a-z]+",
    "[a-z]+")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        string word = Letters.Word(ref chance, 2, 4 + difficulty);
        int shift = 1 + chance.NextInt(3 * difficulty);
        return new($"caesar {shift} {Shifted(word, shift)}", word);
    }

    /// <summary>Returns the answer if the number gives the shift back.</summary>
    public override string AnswerAfterChange(TaskItem item)
    {
        string[] words = item.Request.Split(' ');
        return Shifted(words[2], int.Parse(words[1], CultureInfo.InvariantCulture));
    }

    private static string Shifted(string word, int shift) => new([.. word.Select(letter => (char)('a' + (letter - 'a' + shift) % 26))]);
}
