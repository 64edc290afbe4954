using System.Text;
using Teleo.Engine.Tokenizers;

namespace Teleo.Engine.Tests.Tokenizers;

public class PreTokensTests
{
    private static List<int> Lengths(ReadOnlySpan<byte> text, PreTokenizer rule)
    {
        var lengths = new List<int>();
        for (int at = 0; at < text.Length;)
        {
            int end = PreTokens.End(text, at, rule);
            lengths.Add(end - at);
            at = end;
        }

        return lengths;
    }

    private static string[] Pieces(string text, PreTokenizer rule)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int at = 0;
        return [.. Lengths(utf8, rule).Select(length => Encoding.UTF8.GetString(utf8, (at += length) - length, length))];
    }

    [Theory]
    [InlineData("gpt2", PreTokenizer.Gpt2)]
    [InlineData("llama3", PreTokenizer.Llama3)]
    [InlineData("qwen2", PreTokenizer.Qwen2)]
    public void Tricky_texts_are_cut_where_llama_cpp_cuts_them(string name, PreTokenizer rule)
    {
        var splits = Reference.Read("pretokens.json.gz").GetProperty("splits").GetProperty(name);
        int count = 0;
        foreach (var split in splits.EnumerateObject())
        {
            byte[] text = Reference.Texts[int.Parse(split.Name)];
            string expected = string.Join(' ', split.Value.Ids());
            string actual = string.Join(' ', Lengths(text, rule));
            Assert.True(expected == actual, $"\"{Encoding.UTF8.GetString(text)}\": {actual} instead of {expected}");
            count++;
        }

        Assert.True(count >= 200);
    }

    [Theory]
    [InlineData("year 2024!", "year| |2|0|2|4|!")]
    [InlineData("a  12 b", "a|  |1|2| b")]
    [InlineData("a  b", "a| | b")]
    public void Single_digits_stand_alone(string text, string pieces) =>
        Assert.Equal(pieces.Split('|'), Pieces(text, PreTokenizer.Gpt2SingleDigits));

    [Theory]
    [InlineData(PreTokenizer.Gpt2)]
    [InlineData(PreTokenizer.Gpt2SingleDigits)]
    [InlineData(PreTokenizer.Llama3)]
    [InlineData(PreTokenizer.Qwen2)]
    public void Every_step_goes_forward_and_the_steps_cover_the_text_whatever_its_bytes(PreTokenizer rule)
    {
        foreach (byte[] text in Reference.Texts)
        {
            var lengths = Lengths(text, rule);
            Assert.All(lengths, length => Assert.True(length > 0));
            Assert.Equal(text.Length, lengths.Sum());
        }
    }
}
