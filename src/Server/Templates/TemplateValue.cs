using System.Globalization;

namespace Teleo.Server.Templates;

/// <summary>The values of the language: text, integers, booleans, none, lists, maps, and undefined names.</summary>
internal static class TemplateValue
{
    private const int LongestText = 1 << 20;

    public static readonly object Undefined = new();

    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool truth => truth,
        long number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        Dictionary<string, object?> map => map.Count > 0,
        _ => value != Undefined,
    };

    public static string Text(object? value) => value switch
    {
        string text => text,
        null => "None",
        bool truth => truth ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ when value == Undefined => "",
        _ => throw new TemplateException("a list or a map cannot be written as text"),
    };

    public static new bool Equals(object? a, object? b) => object.Equals(a, b);

    public static object Add(object? a, object? b) => (a, b) switch
    {
        (string left, string right) when left.Length + right.Length <= LongestText => left + right,
        (long left, long right) => left + right,
        (List<object?> left, List<object?> right) when left.Count + right.Count <= LongestText => left.Concat(right).ToList(),
        _ => throw new TemplateException("these cannot be added"),
    };

    public static long Number(object? value) => value is long number ? number : throw new TemplateException("a whole number is needed");

    public static bool Contains(object? inside, object? value) => inside switch
    {
        string text when value is string part => text.Contains(part, StringComparison.Ordinal),
        List<object?> list => list.Any(item => Equals(item, value)),
        Dictionary<string, object?> map when value is string key => map.ContainsKey(key),
        _ => throw new TemplateException("nothing can be in this"),
    };

    public static object? Member(object? value, object? key) => (value, key) switch
    {
        (Dictionary<string, object?> map, string name) => map.TryGetValue(name, out object? found) ? found : Undefined,
        (List<object?> list, long at) => At(list.Count, at) is >= 0 and var index ? list[index] : Undefined,
        (string text, long at) => At(text.Length, at) is >= 0 and var index ? text[index].ToString() : Undefined,
        _ => Undefined,
    };

    public static object? Slice(object? value, object? from, object? to)
    {
        int length = value switch
        {
            string text => text.Length,
            List<object?> list => list.Count,
            _ => throw new TemplateException("only a text or a list has parts"),
        };
        int begin = Bound(from, 0, length), end = Math.Max(begin, Bound(to, length, length));
        return value is string whole ? whole[begin..end] : ((List<object?>)value!).GetRange(begin, end - begin);
    }

    private static int At(int count, long at)
    {
        long index = at < 0 ? count + at : at;
        return index >= 0 && index < count ? (int)index : -1;
    }

    private static int Bound(object? value, int usual, int length)
    {
        if (value is null) return usual;
        long at = Number(value);
        return (int)Math.Clamp(at < 0 ? length + at : at, 0, length);
    }
}
