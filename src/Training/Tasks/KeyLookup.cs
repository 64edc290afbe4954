using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class KeyLookup() : SkillTask(
    "key-lookup",
    "Finds the value of a key in a short list of pairs.",
    "lookup [a-z]+ in [a-z]+=[a-z]+(?: [a-z]+=[a-z]+)*",
    "[a-z]+")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        int count = 2 + chance.NextInt(3);
        var pairs = new Dictionary<string, string>();
        while (pairs.Count < count) pairs[Letters.Word(ref chance, 1, difficulty)] = Letters.Word(ref chance, 2, 4);
        string[] keys = [.. pairs.Keys];
        string wanted = keys[chance.NextInt(count)];
        return new($"lookup {wanted} in {string.Join(' ', keys.Select(key => $"{key}={pairs[key]}"))}", pairs[wanted]);
    }
}
