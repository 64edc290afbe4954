using System.Text.Encodings.Web;
using System.Text.Json;

namespace Teleo.Controller.Tracing;

/// <summary>The names of an enumeration in a trace, in camel case; combined flags are joined by a plus.</summary>
internal static class EnumNames<T>
    where T : struct, Enum
{
    private static readonly JsonEncodedText[] ByValue = Make();

    public static JsonEncodedText Of(T value) => ByValue[Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture)];

    public static bool TryParse(ref readonly Utf8JsonReader reader, out T value)
    {
        for (int i = 0; i < ByValue.Length; i++)
        {
            if (ByValue[i].EncodedUtf8Bytes.Length == 0 || !reader.ValueTextEquals(ByValue[i].EncodedUtf8Bytes)) continue;
            value = (T)Enum.ToObject(typeof(T), i);
            return true;
        }

        value = default;
        return false;
    }

    private static JsonEncodedText[] Make()
    {
        bool areFlags = typeof(T).IsDefined(typeof(FlagsAttribute), false);
        int highest = Enum.GetValues<T>().Max(value => Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture));
        var words = new JsonEncodedText[areFlags ? 2 * highest : highest + 1];
        for (int i = 0; i < words.Length; i++)
        {
            string name = Enum.ToObject(typeof(T), i).ToString()!;
            bool hasName = !int.TryParse(name, out _);
            // a plus is a plus
            words[i] = JsonEncodedText.Encode(hasName
                ? string.Join('+', name.Split(", ").Select(JsonNamingPolicy.CamelCase.ConvertName))
                : "", JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        }

        return words;
    }
}
