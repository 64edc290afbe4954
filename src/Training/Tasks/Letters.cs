using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

/// <summary>Random words of lower-case letters.</summary>
internal static class Letters
{
    public static string Word(ref RandomStream chance, int shortest, int longest)
    {
        char[] letters = new char[shortest + chance.NextInt(longest - shortest + 1)];
        for (int i = 0; i < letters.Length; i++) letters[i] = (char)('a' + chance.NextInt(26));
        return new string(letters);
    }
}
