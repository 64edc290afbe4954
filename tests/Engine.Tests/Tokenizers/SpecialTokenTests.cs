using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Tokenizers;

namespace Teleo.Engine.Tests.Tokenizers;

public class SpecialTokenTests
{
    private static TestVocabulary Chat(string? name = null) => new TestVocabulary(VocabularyKind.SentencePiece, name: name)
        .Add("<unk>", TokenKind.Unknown).Add("<s>", TokenKind.Control).Add("</s>", TokenKind.Control)
        .Add("a").Add("b").Add("▁").Add("<t>", TokenKind.UserDefined).Add("<t><t>", TokenKind.UserDefined).Add("<|end|>", TokenKind.Control);

    [Fact]
    public void Control_tokens_are_found_only_when_asked_for_and_user_tokens_always()
    {
        var tokenizer = Vocabularies.Of(Chat());
        Assert.Equal([5, 3, 6, 5, 4], tokenizer.Encode("a<t>b"u8));
        Assert.Equal([2, 5, 4], tokenizer.Encode("</s>b"u8, parseSpecial: true));
        Assert.DoesNotContain(2, tokenizer.Encode("</s>b"u8));
    }

    [Fact]
    public void The_longest_special_token_wins() => Assert.Equal([7, 6], Vocabularies.Of(Chat()).Encode("<t><t><t>"u8));

    [Fact]
    public void Phi_3_swallows_the_white_space_behind_its_own_tokens()
    {
        Assert.Equal([8, 5, 3], Vocabularies.Of(Chat("Phi-3 mini")).Encode("<|end|> \n a"u8, parseSpecial: true));
        Assert.NotEqual([8, 5, 3], Vocabularies.Of(Chat()).Encode("<|end|> \n a"u8, parseSpecial: true));
    }

    [Fact]
    public void The_file_decides_what_opens_and_closes_a_text_and_where_it_is_silent_the_custom()
    {
        Assert.Equal([1, 5, 3], Vocabularies.Of(Chat()).Encode("a"u8, addSpecial: true));
        var both = new TestVocabulary(VocabularyKind.ByteLevelBpe, "gpt-2", bos: 0, eos: 1, addBos: true, addEos: true).Add("<s>", TokenKind.Control).Add("</s>", TokenKind.Control).Add("a");
        Assert.Equal([0, 2, 1], Vocabularies.Of(both).Encode("a"u8, addSpecial: true));
        var silent = new TestVocabulary(VocabularyKind.ByteLevelBpe, "gpt-2", bos: 0, eos: 1).Add("<s>", TokenKind.Control).Add("</s>", TokenKind.Control).Add("a");
        Assert.Equal([2], Vocabularies.Of(silent).Encode("a"u8, addSpecial: true));
        var llama = new TestVocabulary(VocabularyKind.ByteLevelBpe, "llama-bpe", bos: 0).Add("<s>", TokenKind.Control).Add("a");
        Assert.Equal([0, 1], Vocabularies.Of(llama).Encode("a"u8, addSpecial: true));
    }

    [Fact]
    public void An_empty_text_is_only_what_opens_it()
    {
        Assert.Equal([1], Vocabularies.Tokenizer("stories260K.gguf").Encode([], addSpecial: true));
        Assert.Empty(Vocabularies.Tokenizer("stories260K.gguf").Encode([]));
    }

    [Fact]
    public void Every_token_that_ends_a_turn_ends_generation()
    {
        Assert.Equal([2, 32000, 32007], Vocabularies.Tokenizer("ggml-vocab-phi-3.gguf").Special.EndOfText.ToArray());
        Assert.Equal([50256], Vocabularies.Tokenizer("ggml-vocab-gpt-2.gguf").Special.EndOfText.ToArray());
        Assert.Equal([2], Vocabularies.Tokenizer("stories260K.gguf").Special.EndOfText.ToArray());
    }

    [Fact]
    public void Control_tokens_are_shown_only_when_asked_for()
    {
        var tokenizer = Vocabularies.Of(Chat());
        Assert.Equal("a<t>"u8.ToArray(), TextDecoder.Decode(tokenizer, [1, 3, 6, 2]));
        Assert.Equal("<s>a</s>"u8.ToArray(), TextDecoder.Decode(tokenizer, [1, 3, 2], showSpecial: true));
    }

    [Fact]
    public void A_row_beyond_the_vocabulary_stands_for_nothing()
    {
        var tokenizer = Vocabularies.Of(Chat());
        Assert.Empty(TextDecoder.Decode(tokenizer, [9, -1]));
        Assert.Equal("", tokenizer.Piece(9));
        Assert.Equal("▁", tokenizer.Piece(5));
        Assert.Equal(9, tokenizer.VocabularySize);
    }

    [Fact]
    public void A_byte_without_a_token_becomes_the_unknown_token_or_nothing()
    {
        var vocabulary = new TestVocabulary(VocabularyKind.SentencePiece).Add("<unk>", TokenKind.Unknown).Add("<s>", TokenKind.Control).Add("</s>", TokenKind.Control).Add("▁").Add("<0x62>", TokenKind.Byte);
        Assert.Equal([3, 4], Vocabularies.Of(vocabulary).Encode("ab"u8));
    }

    [Fact]
    public void A_word_of_the_vocabulary_stays_whole_by_the_rule_of_Llama_3()
    {
        var vocabulary = new TestVocabulary(VocabularyKind.ByteLevelBpe, "llama-bpe").Add("a").Add("b").Add("Ġab");
        Assert.Equal([2, 0, 1], Vocabularies.Of(vocabulary).Encode(" abab"u8[..3]).Concat(Vocabularies.Of(vocabulary).Encode("ab"u8)));
    }

    [Fact]
    public void A_rule_nobody_knows_is_refused_by_name()
    {
        Assert.False(TokenizerFactory.TryCreate(new TestVocabulary(VocabularyKind.ByteLevelBpe, "deepseek-llm"), out _, out var error));
        Assert.Equal((FormatFault.UnsupportedFeature, "tokenizer.ggml.pre deepseek-llm"), (error.Fault, error.Subject));
    }
}
