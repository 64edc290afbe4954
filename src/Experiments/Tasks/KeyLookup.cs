using Teleo.Controller.Chance;

namespace Teleo.Experiments.Tasks;

internal sealed class KeyLookup : ISkillTask
{
    public string Name => "key-lookup";

    public string Description => "Finds the value of a key in a short list of pairs.";

    public TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        int count = 2 + chance.NextInt(1 + difficulty);
        var pairs = new Dictionary<string, string>();
        while (pairs.Count < count) pairs[Letters.Word(ref chance, 2, 3)] = Letters.Word(ref chance, 2, 4);
        string[] keys = [.. pairs.Keys];
        string wanted = keys[chance.NextInt(count)];
        return new($"lookup {wanted} in {string.Join(' ', keys.Select(key => $"{key}={pairs[key]}"))}", pairs[wanted]);
    }
}
