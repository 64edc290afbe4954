using System.Globalization;
using System.Text;

namespace Teleo.Server.Templates;

/// <summary>
/// Evaluates the expressions of chat templates: names, members, parts, comparisons, tests, the usual operators, a choice by <c>if</c>, and
/// some filters and text methods.
/// </summary>
internal sealed class TemplateExpression
{
    private const int Deepest = 64;

    /// <summary>A longer expression would nest its own evaluation too deep.</summary>
    private const int MostTokens = 512;

    private static readonly string[] Marks = ["==", "!=", "<=", ">=", "//", "<", ">", "(", ")", "[", "]", "{", "}", ",", ":", ".", "|",
        "+", "-", "*", "%", "~", "="];

    /// <summary>The operators between two values by how loosely they bind, each with what it gives.</summary>
    private static readonly (string Mark, Func<object?, object?, object?> Of)[][] Operators =
    [
        [
            ("==", (a, b) => TemplateValue.Equals(a, b)),
            ("!=", (a, b) => !TemplateValue.Equals(a, b)),
            ("<=", (a, b) => TemplateValue.Number(a) <= TemplateValue.Number(b)),
            (">=", (a, b) => TemplateValue.Number(a) >= TemplateValue.Number(b)),
            ("<", (a, b) => TemplateValue.Number(a) < TemplateValue.Number(b)),
            (">", (a, b) => TemplateValue.Number(a) > TemplateValue.Number(b)),
            ("in", (a, b) => TemplateValue.Contains(b, a)),
            ("not in", (a, b) => !TemplateValue.Contains(b, a)),
        ],
        [
            ("+", TemplateValue.Add),
            ("~", (a, b) => TemplateValue.Add(TemplateValue.Text(a), TemplateValue.Text(b))),
            ("-", (a, b) => TemplateValue.Number(a) - TemplateValue.Number(b)),
        ],
        [
            ("*", (a, b) => TemplateValue.Number(a) * TemplateValue.Number(b)),
            ("%", (a, b) => TemplateValue.Number(a) % Divisor(b)),
            ("//", (a, b) => TemplateValue.Number(a) / Divisor(b)),
        ],
    ];

    private static readonly Dictionary<string, Func<object?, bool>> Tests = new()
    {
        ["defined"] = value => value != TemplateValue.Undefined,
        ["undefined"] = value => value == TemplateValue.Undefined,
        ["none"] = value => value is null,
        ["string"] = value => value is string,
        ["mapping"] = value => value is Dictionary<string, object?>,
        ["iterable"] = value => value is List<object?> or string,
        ["sequence"] = value => value is List<object?> or string,
        ["true"] = value => value is true,
        ["false"] = value => value is false,
        ["even"] = value => TemplateValue.Number(value) % 2 == 0,
        ["odd"] = value => TemplateValue.Number(value) % 2 != 0,
    };

    private readonly List<string> _tokens;
    private int _at;
    private int _depth;

    private TemplateExpression(List<string> tokens) => _tokens = tokens;

    public static Func<TemplateScope, object?> Parse(string text)
    {
        var parser = new TemplateExpression(Cut(text));
        var value = parser.Choice();
        return parser._at == parser._tokens.Count ? value : throw parser.Unexpected();
    }

    private Func<TemplateScope, object?> Choice()
    {
        if (++_depth > Deepest) throw new TemplateException($"an expression is nested more than {Deepest} deep");
        var value = Or();
        if (Takes("if"))
        {
            var (then, test) = (value, Or());
            Func<TemplateScope, object?> otherwise = Takes("else") ? Choice() : _ => TemplateValue.Undefined;
            value = scope => TemplateValue.IsTrue(test(scope)) ? then(scope) : otherwise(scope);
        }

        _depth--;
        return value;
    }

    private Func<TemplateScope, object?> Or()
    {
        var value = And();
        while (Takes("or"))
        {
            var (left, right) = (value, And());
            value = scope => left(scope) is var first && TemplateValue.IsTrue(first) ? first : right(scope);
        }

        return value;
    }

    private Func<TemplateScope, object?> And()
    {
        var value = Not();
        while (Takes("and"))
        {
            var (left, right) = (value, Not());
            value = scope => left(scope) is var first && TemplateValue.IsTrue(first) ? right(scope) : first;
        }

        return value;
    }

    private Func<TemplateScope, object?> Not()
    {
        if (!Takes("not")) return Compared();
        if (++_depth > Deepest) throw new TemplateException($"an expression is nested more than {Deepest} deep");
        var value = Not();
        _depth--;
        return scope => !TemplateValue.IsTrue(value(scope));
    }

    private Func<TemplateScope, object?> Compared()
    {
        var value = Joined(level: 0);
        while (Takes("is")) value = Joined(Test(value), level: 0);
        return value;
    }

    private Func<TemplateScope, object?> Joined(int level) =>
        level == Operators.Length ? Signed() : Joined(Joined(level + 1), level);

    /// <summary>Joins a value with those that follow it behind operators of a level.</summary>
    private Func<TemplateScope, object?> Joined(Func<TemplateScope, object?> value, int level)
    {
        while (TakenOperator(level) is { } of) value = Both(value, Joined(level + 1), of);
        return value;
    }

    private Func<object?, object?, object?>? TakenOperator(int level)
    {
        foreach (var (mark, of) in Operators[level])
            if (Takes(mark)) return of;
        return null;
    }

    private Func<TemplateScope, object?> Test(Func<TemplateScope, object?> of)
    {
        bool isNegated = Takes("not");
        string name = Take();
        if (!Tests.TryGetValue(name, out var test)) throw new TemplateException($"the test '{name}' is not understood here");
        return scope => test(of(scope)) != isNegated;
    }

    private static long Divisor(object? value)
    {
        long by = TemplateValue.Number(value);
        return by is 0 or -1 ? throw new TemplateException($"nothing is divided by {by} here") : by;
    }

    private Func<TemplateScope, object?> Signed()
    {
        if (!Takes("-")) return Followed(Primary());
        var value = Followed(Primary());
        return scope => -TemplateValue.Number(value(scope));
    }

    private Func<TemplateScope, object?> Followed(Func<TemplateScope, object?> value)
    {
        while (true)
        {
            var of = value;
            if (Takes("."))
            {
                string name = Take();
                if (Takes("("))
                {
                    var arguments = List(")");
                    value = scope => TemplateMethods.Call(name, of(scope), [.. arguments.Select(argument => argument(scope))]);
                }
                else value = scope => TemplateValue.Member(of(scope), name);
            }
            else if (Takes("[")) value = Part(of);
            else if (Takes("|"))
            {
                string filter = Take();
                var arguments = Takes("(") ? List(")") : [];
                value = scope => TemplateMethods.Filter(filter, of(scope), [.. arguments.Select(argument => argument(scope))]);
            }
            else return value;
        }
    }

    private Func<TemplateScope, object?> Part(Func<TemplateScope, object?> of)
    {
        Func<TemplateScope, object?>? from = Peek() == ":" ? null : Choice();
        if (!Takes(":"))
        {
            Needs("]");
            return scope => TemplateValue.Member(of(scope), from!(scope));
        }

        Func<TemplateScope, object?>? to = Peek() == "]" ? null : Choice();
        Needs("]");
        return scope => TemplateValue.Slice(of(scope), from?.Invoke(scope), to?.Invoke(scope));
    }

    private Func<TemplateScope, object?> Primary()
    {
        string token = Take();
        return token[0] switch
        {
            '\'' or '"' => _ => token[1..],
            '(' => Inner(),
            '[' => Items(),
            >= '0' and <= '9' => Number(token),
            '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') => Takes("(") ? Function(token) : Name(token),
            _ => throw NotExpected(token),
        };
    }

    private Func<TemplateScope, object?> Inner()
    {
        var inner = Choice();
        Needs(")");
        return inner;
    }

    private Func<TemplateScope, object?> Items()
    {
        var items = List("]");
        return scope => items.Select(item => item(scope)).ToList();
    }

    private static Func<TemplateScope, object?> Number(string token) =>
        long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? _ => number : throw NotExpected(token);

    private static Func<TemplateScope, object?> Name(string token) => token switch
    {
        "true" or "True" => _ => true,
        "false" or "False" => _ => false,
        "none" or "None" => _ => null,
        _ => scope => scope.Get(token),
    };

    private Func<TemplateScope, object?> Function(string name)
    {
        if (name == "namespace") return Namespace();
        var arguments = List(")");
        return name switch
        {
            "raise_exception" => scope => throw new TemplateException(
                $"it refuses the conversation: {TemplateValue.Text(arguments.Count > 0 ? arguments[0](scope) : "")}"),
            _ => throw new TemplateException($"the function '{name}' is not understood here"),
        };
    }

    private Func<TemplateScope, object?> Namespace()
    {
        var members = new List<(string Name, Func<TemplateScope, object?> Value)>();
        while (!Takes(")"))
        {
            string name = Take();
            Needs("=");
            members.Add((name, Choice()));
            if (Peek() != ")") Needs(",");
        }

        return scope =>
        {
            var map = new Dictionary<string, object?>();
            foreach (var (name, value) in members) map[name] = value(scope);
            return map;
        };
    }

    private List<Func<TemplateScope, object?>> List(string end)
    {
        var items = new List<Func<TemplateScope, object?>>();
        while (!Takes(end))
        {
            items.Add(Choice());
            if (Peek() != end) Needs(",");
        }

        return items;
    }

    private static Func<TemplateScope,
        object?> Both(Func<TemplateScope, object?> left, Func<TemplateScope, object?> right, Func<object?, object?, object?> of) =>
        scope =>
        {
            scope.Step();
            return of(left(scope), right(scope));
        };

    private string? Peek() => _at < _tokens.Count ? _tokens[_at] : null;

    private bool Takes(string token)
    {
        if (Peek() != token) return false;
        _at++;
        return true;
    }

    private string Take() => _at < _tokens.Count ? _tokens[_at++] : throw Unexpected();

    private void Needs(string token)
    {
        if (!Takes(token)) throw Unexpected();
    }

    private TemplateException Unexpected() => Peek() is { } token ? NotExpected(token) : new("an expression ends too early");

    private static TemplateException NotExpected(string token) => new($"'{token}' is not expected here");

    /// <summary>Splits an expression into tokens. Text keeps its opening quote, which distinguishes it from a name.</summary>
    private static List<string> Cut(string text)
    {
        var tokens = new List<string>();
        for (int at = 0; at < text.Length;)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c)) at++;
            else if (c is '\'' or '"') tokens.Add(Quoted(text, ref at));
            else if (char.IsAsciiLetterOrDigit(c) || c == '_')
            {
                int end = at;
                while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
                string word = text[at..end];
                if (word == "in" && tokens is [.., "not"]) tokens[^1] = "not in";
                else tokens.Add(word);
                at = end;
            }
            else
            {
                string mark = Marks.FirstOrDefault(known =>
                    text.AsSpan(at).StartsWith(known)) ?? throw new TemplateException($"'{c}' is not understood here");
                tokens.Add(mark);
                at += mark.Length;
            }
        }

        if (tokens.Count > MostTokens) throw new TemplateException($"an expression has more than {MostTokens} parts");
        return tokens;
    }

    private static string Quoted(string text, ref int at)
    {
        char quote = text[at];
        var value = new StringBuilder().Append(quote);
        for (at++; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                value.Append(text[at]);
                continue;
            }

            value.Append(text[++at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
        }

        if (at == text.Length) throw new TemplateException("a text is opened and not closed");
        at++;
        return value.ToString();
    }
}
