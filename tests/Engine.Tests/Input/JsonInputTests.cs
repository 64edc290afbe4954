using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Teleo.Engine.Input;

namespace Teleo.Engine.Tests.Input;

public sealed class JsonInputTests
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    private static readonly JsonLimits Limits = new(4096) { Depth = 4, TextBytes = 40 };

    private enum Colour
    {
        DarkRed,
        Green,
    }

    private sealed record Part(string Name, double Share, Colour Colour = Colour.Green);

    private sealed record Whole(int Count, ImmutableArray<Part> Parts, ImmutableSortedDictionary<string, string> Notes, DateOnly Day, string? Remark = null);

    private const string Good = """{"count":3,"parts":[{"name":"a","share":0.5,"colour":"dark-red"}],"notes":{"k":"v"},"day":"2030-12-31"}""";

    [Fact]
    public void What_is_as_the_format_has_it_is_read_with_or_without_a_byte_order_mark()
    {
        foreach (string text in new[] { Good, "\uFEFF" + Good, Good.Replace(",", " ,\n ", StringComparison.Ordinal) })
        {
            Assert.True(JsonInput.TryRead<Whole>(Encoding.UTF8.GetBytes(text), Strict, Limits, out var whole, out string problem), problem);
            Assert.Equal((3, "a", Colour.DarkRed, "v"), (whole.Count, whole.Parts[0].Name, whole.Parts[0].Colour, whole.Notes["k"]));
        }
    }

    [Theory]
    [InlineData("3", "null", "count is null; it must be a whole number in range")]
    [InlineData("3", "3.5", "count is 3.5; it must be a whole number in range")]
    [InlineData("3", "99999999999", "count is 99999999999; it must be a whole number in range")]
    [InlineData("3", "\"3\"", "count is '3'; it must be a whole number in range")]
    [InlineData("3", "[]", "count is a list; it must be a whole number in range")]
    [InlineData("3,", "3,\"count\":4,", "count stands twice; remove one")]
    [InlineData("3,", "3,\"Count\":4,", "Count stands twice; remove one")]
    [InlineData("\"count\":3,", "", "the file has no count; add it")]
    [InlineData("\"count\"", "\"cuont\"", "the file may have no member 'cuont'; did you mean 'count'?")]
    [InlineData("{\"name\"", "null,{\"name\"", "parts[0] is null; it must be a group of members {...}")]
    [InlineData("[{\"name\":\"a\",\"share\":0.5,\"colour\":\"dark-red\"}]", "null", "parts is null; it must be a list")]
    [InlineData("\"share\":0.5,", "", "parts[0] has no share; add it")]
    [InlineData("0.5", "NaN", "it is not JSON here")]
    [InlineData("0.5", "\"NaN\"", "parts[0].share is 'NaN'; it must be a number")]
    [InlineData("dark-red", "blue", "parts[0].colour is 'blue'; it must be one of dark-red, green")]
    [InlineData("\"v\"", "null", "notes.k is null; it must be text")]
    [InlineData("\"v\"", "[[[[[]]]]]", "notes.k is a list; it must be text")]
    [InlineData("2030-12-31", "2030-12-32", "day is '2030-12-32'; it must be a day such as 2030-12-31")]
    [InlineData("\"a\"", "\"\\ud800\"", "parts[0].name is not Unicode text")]
    [InlineData("{\"k\":\"v\"}", "\"\\ud800\"", "notes is not Unicode text")]
    [InlineData("\"a\"", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", "parts[0].name has more than 40 bytes")]
    [InlineData("0.5", "0.11111111111111111111111111111111111111111111111111111111111111111", "parts[0].share is a number of more than 64 digits")]
    [InlineData("}", "", "ends too early")]
    [InlineData("\"day\"", "day", "it is not JSON here")]
    public void A_fault_is_told_in_the_words_of_the_format(string good, string bad, string expected)
    {
        int at = good == "}" ? Good.Length - 1 : Good.IndexOf(good, StringComparison.Ordinal);
        string text = Good[..at] + bad + Good[(at + good.Length)..];
        Assert.False(JsonInput.TryRead<Whole>(Encoding.UTF8.GetBytes(text), Strict, Limits, out _, out string problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.StartsWith("line 1, byte ", problem, StringComparison.Ordinal);
        foreach (string word in new[] { "System.", "Teleo.", "converted", "annotation", "Path:" }) Assert.DoesNotContain(word, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Size_depth_encoding_and_a_second_value_are_bounded()
    {
        Assert.Contains("4097 bytes, more than 4096", Problem(new byte[4097]), StringComparison.Ordinal);
        Assert.Contains("UTF-8", Problem([.. "{\"count\":\""u8, 0xff, .. "\"}"u8]), StringComparison.Ordinal);
        Assert.Contains("follows the end", Problem(Encoding.UTF8.GetBytes(Good + "{}")), StringComparison.Ordinal);
        Assert.False(JsonInput.TryReadTree("[[[[[1]]]]]"u8, Limits, out _, out string deep));
        Assert.Contains("nested more than 4 deep", deep, StringComparison.Ordinal);
        Assert.False(JsonInput.TryReadTree(Encoding.UTF8.GetBytes(new string('[', 3000)), Limits, out _, out _));

        static string Problem(byte[] bytes)
        {
            Assert.False(JsonInput.TryRead<Whole>(bytes, Strict, Limits, out _, out string problem));
            return problem;
        }
    }

    [Fact]
    public void Free_form_text_holds_null_only_where_its_format_lets_it()
    {
        Assert.True(JsonInput.TryReadTree("""{"a":null,"b":[1]}"""u8, Limits, out _, out _));
        Assert.False(JsonInput.TryReadTree("""{"b":[null]}"""u8, Limits, out _, out string problem));
        Assert.Contains("b[0] is null; remove it", problem, StringComparison.Ordinal);
        Assert.True(JsonInput.TryReadTree("""{"b":[null]}"""u8, Limits with { AllowsNullItems = true }, out _, out _));
        Assert.True(JsonInput.TryReadElement("""{"a":[1]}"""u8, Limits, out var value, out _));
        Assert.Equal(1, value.GetProperty("a")[0].GetInt32());
        Assert.False(JsonInput.TryReadElement("""{"a":1,"a":2}"""u8, Limits, out _, out _));
        Assert.False(JsonInput.TryReadTree("""{"b":1,"b":2}"""u8, Limits, out _, out _));
    }

    /// <summary>Spoils a good text at random places: it is read or refused with a place, and never anything else.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_spoiled_text_is_read_or_refused(ulong seed)
    {
        ulong state = seed;
        byte[] good = Encoding.UTF8.GetBytes(Good);
        string[] pieces = ["null", "[", "]", "{", "}", "\"", ",", ":", "-1", "1e999", "true", "\\u0000", "\\ud800", "\n", "\"count\":1,"];
        for (int i = 0; i < 5000; i++)
        {
            var bytes = new List<byte>(good);
            for (int changes = 1 + Next(3); changes > 0; changes--)
            {
                int at = Next(bytes.Count);
                switch (Next(4))
                {
                    case 0: bytes[at] = (byte)Next(256); break;
                    case 1: bytes.RemoveRange(at, Math.Min(Next(20), bytes.Count - at)); break;
                    case 2: bytes.InsertRange(at, Encoding.ASCII.GetBytes(pieces[Next(pieces.Length)])); break;
                    default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(Next(30), bytes.Count - at))); break;
                }

                if (bytes.Count == 0) bytes.Add((byte)'{');
            }

            bool isRead = JsonInput.TryRead<Whole>(bytes.ToArray(), Strict, Limits, out var whole, out string problem);
            Assert.Equal(isRead, problem.Length == 0);
            if (isRead) Assert.All(whole.Parts, Assert.NotNull);
            else Assert.DoesNotContain("System.", problem, StringComparison.Ordinal);
        }

        int Next(int below) => (int)((state = (state * 6364136223846793005) + 1442695040888963407) >> 33) % below;
    }
}
