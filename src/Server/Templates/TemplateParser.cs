namespace Teleo.Server.Templates;

/// <summary>
/// Understands the statements that chat templates use: <c>if</c>, <c>for</c>, <c>set</c> and values. Anything else (macros, imports,
/// blocks,
/// filters that are not listed) is refused by name.
/// </summary>
internal sealed class TemplateParser(List<(TemplatePiece Kind, string Content)> pieces)
{
    private const int Deepest = 64;

    private int _at;
    private int _depth;

    public Action<TemplateScope> Parse()
    {
        var body = Body();
        return _at == pieces.Count ? body : throw new TemplateException($"'{pieces[_at].Content.Trim()}' ends nothing");
    }

    private Action<TemplateScope> Body()
    {
        Descend();
        var parts = new List<Action<TemplateScope>>();
        while (_at < pieces.Count && !(
            pieces[_at].Kind == TemplatePiece.Statement && Word(pieces[_at].Content) is "endif" or "endfor" or "else" or "elif"))
        {
            var (kind, content) = pieces[_at++];
            parts.Add(kind switch
            {
                TemplatePiece.Text => scope => scope.Write(content),
                TemplatePiece.Value => Value(content),
                _ => Statement(content),
            });
        }

        _depth--;
        return scope =>
        {
            foreach (var part in parts)
            {
                scope.Step();
                part(scope);
            }
        };
    }

    private void Descend()
    {
        if (++_depth > Deepest) throw new TemplateException($"it is nested more than {Deepest} deep");
    }

    private static Action<TemplateScope> Value(string content)
    {
        var value = TemplateExpression.Parse(content);
        return scope => scope.Write(TemplateValue.Text(value(scope)));
    }

    private Action<TemplateScope> Statement(string content)
    {
        string word = Word(content), rest = content.Trim()[word.Length..];
        return word switch
        {
            "if" => If(rest),
            "for" => For(rest),
            "set" => Set(rest),
            _ => throw new TemplateException($"the statement '{word}' is not understood here"),
        };
    }

    private Action<TemplateScope> If(string condition)
    {
        var (test, then) = (TemplateExpression.Parse(condition), Body());
        Action<TemplateScope>? otherwise = null;
        string word = Next(out string rest);
        Descend();
        if (word == "elif") otherwise = If(rest);
        else if (word == "else")
        {
            otherwise = Body();
            word = Next(out _);
            if (word != "endif") throw new TemplateException($"'{word}' where endif is needed");
        }
        else if (word != "endif") throw new TemplateException($"'{word}' where endif is needed");

        _depth--;
        return scope =>
        {
            if (TemplateValue.IsTrue(test(scope))) then(scope);
            else otherwise?.Invoke(scope);
        };
    }

    private Action<TemplateScope> For(string head)
    {
        int at = head.IndexOf(" in ", StringComparison.Ordinal);
        string name = at < 0 ? "" : head[..at].Trim();
        if (!IsName(name)) throw new TemplateException("a loop needs 'for NAME in LIST'");
        var (list, body) = (TemplateExpression.Parse(head[(at + 4)..]), Body());
        if (Next(out _) is not "endfor" and var word) throw new TemplateException($"'{word}' where endfor is needed");
        return scope =>
        {
            if (list(scope) is not List<object?> items) throw new TemplateException("a loop needs a list");
            object? outer = scope.Get("loop");
            for (int i = 0; i < items.Count; i++)
            {
                scope.Step();
                scope.Set(name, items[i]);
                scope.Set("loop", Loop(items, i));
                body(scope);
            }

            scope.Set("loop", outer);
            scope.Remove(name);
        };
    }

    private static Action<TemplateScope> Set(string rest)
    {
        int at = rest.IndexOf('=', StringComparison.Ordinal);
        string name = at < 0 ? "" : rest[..at].Trim();
        string[] parts = name.Split('.');
        if (at < 0 || parts.Length > 2 || !parts.All(IsName)) throw new TemplateException("a name is set by 'set NAME = VALUE'");
        var value = TemplateExpression.Parse(rest[(at + 1)..]);
        if (parts.Length == 1) return scope => scope.Set(name, value(scope));
        return scope =>
        {
            if (scope.Get(parts[0]) is not Dictionary<string, object?> map) throw new TemplateException($"'{parts[0]}' is no namespace");
            map[parts[1]] = value(scope);
        };
    }

    private string Next(out string rest)
    {
        if (_at == pieces.Count) throw new TemplateException("a statement is not ended");
        string content = pieces[_at++].Content.Trim(), word = Word(content);
        rest = content[word.Length..];
        return word;
    }

    private static Dictionary<string, object?> Loop(List<object?> items, int i) => new()
    {
        ["index"] = i + 1L,
        ["index0"] = (long)i,
        ["first"] = i == 0,
        ["last"] = i == items.Count - 1,
        ["length"] = (long)items.Count,
        ["previtem"] = i > 0 ? items[i - 1] : TemplateValue.Undefined,
        ["nextitem"] = i + 1 < items.Count ? items[i + 1] : TemplateValue.Undefined,
    };

    private static string Word(string content) => new([.. content.TrimStart().TakeWhile(char.IsAsciiLetter)]);

    private static bool IsName(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(text[0]);
}
