using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Teleo.Engine.Formats;
using Teleo.Engine.Tokenizers;

namespace Teleo.Engine.Tests.Tokenizers;

public class RoundTripTests
{
    public static TheoryData<string> Vocabularies => Tokenizers.Vocabularies.All;

    private static void AssertRoundTrip(ITokenizer tokenizer, byte[] text)
    {
        byte[] back = TextDecoder.Decode(tokenizer, tokenizer.Encode(text, addSpecial: true));
        Assert.True(back.AsSpan().SequenceEqual(text), $"{Convert.ToHexString(text)} came back as {Convert.ToHexString(back)}");
    }

    /// <summary>What the vocabularies themselves cannot tell apart: U+2581 is how spaces are written, and Phi-3 swallows spaces after its own tokens.</summary>
    private static bool IsAmbiguous(ITokenizer tokenizer, byte[] text) =>
        tokenizer.AddsSpacePrefix && (text.AsSpan().IndexOf("▁"u8) >= 0 || tokenizer.Encode(text).Any(tokenizer.StandsAlone));

    [Theory, MemberData(nameof(Vocabularies))]
    public void Tricky_texts_come_back_byte_for_byte(string name)
    {
        var tokenizer = Tokenizers.Vocabularies.Tokenizer(name);
        var clear = Reference.Texts.Where(text => !IsAmbiguous(tokenizer, text)).ToList();
        Assert.True(clear.Count >= Reference.Texts.Length - 20);
        foreach (byte[] text in clear) AssertRoundTrip(tokenizer, text);
    }

    [Theory, MemberData(nameof(Vocabularies))]
    public void Any_bytes_come_back(string name)
    {
        var tokenizer = Tokenizers.Vocabularies.Tokenizer(name);
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), text => AssertRoundTrip(tokenizer, text)).QuickCheckThrowOnFailure();
    }

    [Theory, MemberData(nameof(Vocabularies))]
    public void Any_text_comes_back(string name)
    {
        var tokenizer = Tokenizers.Vocabularies.Tokenizer(name);
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => AssertRoundTrip(tokenizer, Encoding.UTF8.GetBytes(text ?? ""))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Byte_vocabularies_of_slm_give_back_any_bytes()
    {
        var btok = Tokenizers.Vocabularies.Of(new TestVocabulary(VocabularyKind.Bytes, bos: 256, eos: 257).AddBytes());
        var bpe1 = Tokenizers.Vocabularies.Of(new TestVocabulary(VocabularyKind.SlmBpe).AddBytes().AddMerge('a', 'b').AddMerge(256, 'c'));
        foreach (byte[] text in Reference.Texts)
        {
            Assert.Equal(text, btok.Encode(text).Select(token => (byte)token));
            AssertRoundTrip(bpe1, text);
        }
    }

    [Theory, MemberData(nameof(Vocabularies))]
    public void Streaming_gives_the_same_bytes_and_never_half_a_character(string name)
    {
        var tokenizer = Tokenizers.Vocabularies.Tokenizer(name);
        foreach (byte[] text in Reference.Texts)
        {
            int[] tokens = tokenizer.Encode(text);
            var decoder = new TextDecoder(tokenizer, stripPrefix: true);
            var streamed = new List<byte>();
            var cuts = new HashSet<int>();
            foreach (int token in tokens)
            {
                streamed.AddRange(decoder.Next(token));
                cuts.Add(streamed.Count);
            }

            byte[] rest = decoder.Rest().ToArray();
            Assert.True(rest.Length <= 3);
            streamed.AddRange(rest);
            Assert.DoesNotContain(InsideOfCharacters([.. streamed]), cuts.Contains);
            var whole = new List<byte>();
            foreach (int token in tokens) tokenizer.Decode(token, showSpecial: false, whole);
            Assert.EndsWith(Convert.ToHexString([.. streamed]), Convert.ToHexString([.. whole]), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<int> InsideOfCharacters(byte[] utf8)
    {
        for (int at = 0; at < utf8.Length;)
        {
            bool whole = Rune.DecodeFromUtf8(utf8.AsSpan(at), out _, out int length) == System.Buffers.OperationStatus.Done;
            for (int i = 1; whole && i < length; i++) yield return at + i;
            at += length;
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("61", 1)]
    [InlineData("61C3", 1)]
    [InlineData("C3A9", 2)]
    [InlineData("E4BD", 0)]
    [InlineData("E4BDA0", 3)]
    [InlineData("F09F98", 0)]
    [InlineData("61F09F9880", 5)]
    [InlineData("8080808080", 5)]
    [InlineData("FF", 1)]
    [InlineData("C0", 1)]
    [InlineData("EDA0", 2)]
    public void Only_a_character_that_can_still_be_completed_is_held_back(string hex, int complete) =>
        Assert.Equal(complete, TextDecoder.CompleteLength(Convert.FromHexString(hex)));
}
