using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

/// <summary>Texts of brackets, about half of them balanced; the others differ by one step, so that length carries no information.</summary>
internal static class Brackets
{
    private const string Opening = "([{";
    private const string Closing = ")]}";

    public static string Draw(ref RandomStream chance, int length)
    {
        char[] text = new char[length];
        var open = new Stack<char>();
        for (int i = 0; i < length; i++)
        {
            bool mustClose = open.Count == length - i;
            if (open.Count > 0 && (mustClose || chance.NextInt(2) == 0))
            {
                text[i] = open.Pop();
                continue;
            }

            int kind = chance.NextInt(3);
            text[i] = Opening[kind];
            open.Push(Closing[kind]);
        }

        if (chance.NextInt(2) == 0)
        {
            string all = Opening + Closing;
            text[chance.NextInt(length)] = all[chance.NextInt(all.Length)];
        }

        return new string(text);
    }

    public static bool AreBalanced(string text)
    {
        var open = new Stack<char>();
        foreach (char c in text)
        {
            int kind = Opening.IndexOf(c, StringComparison.Ordinal);
            if (kind >= 0) open.Push(Closing[kind]);
            else if (open.Count == 0 || open.Pop() != c) return false;
        }

        return open.Count == 0;
    }
}
