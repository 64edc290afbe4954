using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Teleo.Engine.Tests.Tokenizers;

/// <summary>Every recorded text becomes the tokens that llama.cpp makes of it.</summary>
public class LlamaCppAgreementTests
{
    public static TheoryData<string> Vocabularies => Tokenizers.Vocabularies.All;

    private static JsonElement Recorded(string vocabulary) =>
        Reference.Read("tokenization.json.gz").GetProperty("vocabularies").GetProperty(vocabulary);

    [Theory, MemberData(nameof(Vocabularies))]
    public void Plain_texts_agree(string name) =>
        AssertAgree(name, Recorded(name).GetProperty("plain").EnumerateArray().Select((ids, i) => (i, ids)), parseSpecial: false);

    [Theory, MemberData(nameof(Vocabularies))]
    public void Texts_with_control_tokens_agree(string name) =>
        AssertAgree(name, Recorded(name).GetProperty("special").EnumerateObject().Select(p => (int.Parse(p.Name), p.Value)), parseSpecial: true);

    private static void AssertAgree(string name, IEnumerable<(int Text, JsonElement Ids)> recorded, bool parseSpecial)
    {
        var tokenizer = Tokenizers.Vocabularies.Tokenizer(name);
        int count = 0;
        foreach (var (text, ids) in recorded)
        {
            if (ids.ValueKind == JsonValueKind.Null) continue;   // llama.cpp itself fails on this one
            byte[] bytes = name.Contains("gpt-2", StringComparison.Ordinal) ? Repaired(Reference.Texts[text]) : Reference.Texts[text];
            string expected = string.Join(' ', ids.Ids());
            string actual = string.Join(' ', tokenizer.Encode(bytes, addSpecial: true, parseSpecial));
            Assert.True(expected == actual, $"text {text}, {Convert.ToHexString(bytes)}: {actual} instead of {expected}");
            count++;
        }

        Assert.True(count >= (parseSpecial ? 3 : 250), $"only {count} texts");
    }

    /// <summary>
    /// What llama.cpp makes of invalid UTF-8 before byte-level merging: each byte that begins no character becomes U+FFFD, and
    /// surrogates and overlong forms count as characters. Here such bytes are kept instead, so the two agree on the repaired text.
    /// </summary>
    private static byte[] Repaired(byte[] text)
    {
        var repaired = new List<byte>();
        for (int at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf8(text.AsSpan(at), out _, out int length) == OperationStatus.Done)
            {
                repaired.AddRange(text.AsSpan(at, length));
                at += length;
                continue;
            }

            int need = text[at] switch { < 0xC0 => 0, < 0xE0 => 1, < 0xF0 => 2, < 0xF8 => 3, _ => 0 };
            bool lenient = need > 0 && at + need < text.Length && text.AsSpan(at + 1, need).IndexOfAnyExceptInRange((byte)0x80, (byte)0xBF) < 0;
            if (!lenient) repaired.AddRange("\uFFFD"u8);
            else if (need == 1) repaired.Add((byte)((text[at] & 0x1F) << 6 | (text[at + 1] & 0x3F)));   // overlong ASCII
            else repaired.AddRange(text.AsSpan(at, need + 1));                                          // a surrogate, kept
            at += lenient ? need + 1 : 1;
        }

        return [.. repaired];
    }
}
