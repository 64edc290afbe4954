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
        while (NextMark(template, at) is { } mark)
        {
            AddText(TextBefore(mark, template[at..mark.Begin]));
            if (mark.Kind != '#') pieces.Add((mark.Kind == '{' ? TemplatePiece.Value : TemplatePiece.Statement, template[mark.Inner]));
            trims = mark.TrimsAfter;
            at = mark.End + 2;
            if (!trims && mark.Kind != '{' && at < template.Length && template[at] == '\n') at++;
        }

        AddText(template[at..]);
        return pieces;

        void AddText(string text)
        {
            if (trims) text = text.TrimStart();
            if (text.Length > 0) pieces.Add((TemplatePiece.Text, text));
        }
    }

    private static string TextBefore(in Mark mark, string text) =>
        mark.TrimsBefore ? text.TrimEnd() : mark.Kind == '{' ? text : WithoutIndent(text);

    private static Mark? NextMark(string template, int from)
    {
        for (int i = from; i + 2 < template.Length; i++)
        {
            if (template[i] != '{' || template[i + 1] is not ('{' or '%' or '#')) continue;
            int inner = i + 2, end = EndOf(template, inner, template[i + 1]);
            return new Mark(template[i + 1], i, end)
            {
                TrimsBefore = end > inner && template[inner] == '-',
                TrimsAfter = end > inner + 1 && template[end - 1] == '-',
            };
        }

        return null;
    }

    /// <summary>The end of a mark, which may lie behind the same characters inside a string.</summary>
    private static int EndOf(string template, int from, char kind)
    {
        char close = kind == '{' ? '}' : kind;
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
            else if (c == close && template[i + 1] == '}') return i;
        }

        throw new TemplateException("a mark is opened and not closed");
    }

    private static string WithoutIndent(string text)
    {
        int end = text.Length;
        while (end > 0 && text[end - 1] is (' ' or '\t')) end--;
        return end == 0 || text[end - 1] == '\n' ? text[..end] : text;
    }

    /// <summary>What stands between an opening and a closing pair of signs; a dash at an end trims the text beside it.</summary>
    /// <param name="Kind">The second sign of the opening: a brace for a value, % for a statement, # for a comment.</param>
    /// <param name="End">The place of the closing pair.</param>
    private readonly record struct Mark(char Kind, int Begin, int End)
    {
        public bool TrimsBefore { get; init; }

        public bool TrimsAfter { get; init; }

        public Range Inner => (Begin + (TrimsBefore ? 3 : 2))..(End - (TrimsAfter ? 1 : 0));
    }
}
