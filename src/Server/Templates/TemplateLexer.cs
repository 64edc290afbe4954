namespace Teleo.Server.Templates;

internal enum TemplatePiece
{
    /// <summary>Plain text.</summary>
    Text,

    /// <summary>An expression whose value is written.</summary>
    Value,

    /// <summary>A statement.</summary>
    Statement,
}

/// <summary>
/// Cuts a template into text, values and statements. The line break after a statement and the blanks before it are dropped, as chat
/// templates
/// are written for.
/// </summary>
internal static class TemplateLexer
{
    public static List<(TemplatePiece Kind, string Content)> Cut(string template)
    {
        var pieces = new List<(TemplatePiece, string)>();
        int at = 0;
        bool trims = false;
        while (at < template.Length)
        {
            int open = NextMark(template, at);
            string text = template[at..(open < 0 ? template.Length : open)];
            if (trims) text = text.TrimStart();
            trims = false;
            if (open < 0)
            {
                Add(text);
                break;
            }

            char kind = template[open + 1];
            string close = kind switch { '{' => "}}", '%' => "%}", _ => "#}" };
            int end = EndOf(template, open + 2, close, kind);
            bool trimsBefore = end > open + 2 && template[open + 2] == '-', trimsAfter = end > open + 3 && template[end - 1] == '-';
            if (trimsBefore) text = text.TrimEnd();
            else if (kind != '{') text = WithoutIndent(text);
            Add(text);
            string inner = template[(open + 2 + (trimsBefore ? 1 : 0))..(end - (trimsAfter ? 1 : 0))];
            if (kind != '#') pieces.Add((kind == '{' ? TemplatePiece.Value : TemplatePiece.Statement, inner));
            at = end + 2;
            trims = trimsAfter;
            if (!trimsAfter && kind != '{' && at < template.Length && template[at] == '\n') at++;
        }

        return pieces;

        void Add(string text)
        {
            if (text.Length > 0) pieces.Add((TemplatePiece.Text, text));
        }
    }

    private static int NextMark(string template, int from)
    {
        for (int i = from; i + 2 < template.Length; i++)
            if (template[i] == '{' && template[i + 1] is ('{' or '%' or '#')) return i;
        return -1;
    }

    /// <summary>Returns the end of a tag, which may come after the same characters inside a string.</summary>
    private static int EndOf(string template, int from, string close, char kind)
    {
        char quote = '\0';
        for (int i = from; i + 1 < template.Length; i++)
        {
            char c = template[i];
            if (quote != '\0')
            {
                if (c == '\\') i++;
                else if (c == quote) quote = '\0';
            }
            else if (kind != '#' && c is ('\'' or '"')) quote = c;
            else if (c == close[0] && template[i + 1] == close[1]) return i;
        }

        throw new TemplateException("a mark is opened and not closed");
    }

    private static string WithoutIndent(string text)
    {
        int end = text.Length;
        while (end > 0 && text[end - 1] is (' ' or '\t')) end--;
        return end == 0 || text[end - 1] == '\n' ? text[..end] : text;
    }
}
