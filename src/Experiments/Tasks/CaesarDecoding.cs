using Teleo.Controller.Chance;

namespace Teleo.Experiments.Tasks;

internal sealed class CaesarDecoding : ISkillTask
{
    public string Name => "caesar-decoding";

    public string Description => "Decodes a word whose letters were shifted by a stated number of places.";

    public TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        string word = Letters.Word(ref chance, 2, 3 + 2 * difficulty);
        int shift = 1 + chance.NextInt(25);
        string coded = new([.. word.Select(letter => (char)('a' + (letter - 'a' + shift) % 26))]);
        return new($"caesar {shift} {coded}", word);
    }
}
