using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

/// <summary>Random words.</summary>
internal static class Letters
{
    public static string Word(ref RandomStream chance, int shortest, int longest) =>
        Of(ref chance, shortest + chance.NextInt(longest - shortest + 1), 'a', 26);

    /// <summary>Draws a text of the given length from so many characters, beginning with <paramref name="first"/>.</summary>
    public static string Of(ref RandomStream chance, int length, char first, int count)
    {
        char[] letters = new char[length];
        for (int i = 0; i < letters.Length; i++) letters[i] = (char)(first + chance.NextInt(count));
        return new string(letters);
    }
}
