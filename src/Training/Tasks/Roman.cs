using System.Text;

namespace Teleo.Training.Tasks;

/// <summary>Roman numerals of the integers from 1 to 3999.</summary>
internal static class Roman
{
    private static readonly (int Value, string Letters)[] Parts =
    [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ];

    public static string Write(int value)
    {
        var text = new StringBuilder();
        foreach (var (part, letters) in Parts)
        {
            for (; value >= part; value -= part) text.Append(letters);
        }

        return text.ToString();
    }
}
