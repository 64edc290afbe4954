using Teleo.Engine.Generation;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Engine.Tests.Tokenizers;
using Teleo.Engine.Tokenizers;

namespace Teleo.Engine.Tests.Generation;

public sealed class CriterionAnswerTests : IDisposable
{
    private static readonly int[] Prompt = [1, 403, 407, 261, 378];
    private readonly ModelRuntime _runtime = new(new RuntimeOptions { MaxThreads = 1 }, TimeProvider.System);
    private readonly ITokenizer _tokenizer;

    public CriterionAnswerTests()
    {
        Assert.True(_runtime.TryLoad(Repository.Model("stories260K.gguf"), out var error), error.ToString());
        _tokenizer = Vocabularies.Of(_runtime.File.Vocabulary);
    }

    public void Dispose() => _runtime.Dispose();

    private async Task<(Answer Answer, List<string> Pieces)> AnswerAsync(GenerationOptions options, int[]? prompt = null, CancellationToken cancellation = default)
    {
        using var session = _runtime.NewSession(512);
        var answer = new Answer(session, _tokenizer, options, TimeProvider.System);
        var pieces = new List<string>();
        await foreach (string piece in answer.StreamAsync(prompt ?? Prompt, cancellation)) pieces.Add(piece);
        return (answer, pieces);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1.2f)]
    public async Task Streaming_and_waiting_give_the_same_text_and_tokens(float temperature)
    {
        var options = new GenerationOptions { MaxTokens = 80, Sampling = new() { Temperature = temperature, Seed = 11 } };
        var (streamed, pieces) = await AnswerAsync(options);
        using var session = _runtime.NewSession(512);
        var whole = await new Answer(session, _tokenizer, options, TimeProvider.System).WholeAsync(Prompt);
        Assert.Equal(whole.Text, string.Concat(pieces));
        Assert.Equal(whole.Choices, streamed.Choices);
        Assert.Equal(StopReason.Length, whole.Stop);
        Assert.Equal(80, whole.Choices.Count);
    }

    [Fact]
    public void Steps_give_one_token_each_and_can_be_asked_on_beyond_what_was_wanted_first()
    {
        using var session = _runtime.NewSession(512);
        using var other = _runtime.NewSession(512);
        var whole = new Answer(other, _tokenizer, new() { MaxTokens = 30 }, TimeProvider.System);
        string expected = string.Concat(whole.Steps(Prompt));
        var answer = new Answer(session, _tokenizer, new() { MaxTokens = int.MaxValue }, TimeProvider.System);
        using var steps = answer.Steps(Prompt).GetEnumerator();
        for (int step = 1; step <= 30; step++)
        {
            Assert.True(steps.MoveNext());
            Assert.Equal((step, Prompt.Length + step - 1), (answer.Choices.Count, session.Length));
        }

        Assert.Equal((expected, whole.Text), (answer.Text, expected));
        Assert.Equal(whole.Choices, answer.Choices);
    }

    [Fact]
    public async Task The_text_is_what_the_tokens_stand_for()
    {
        var (answer, _) = await AnswerAsync(new() { MaxTokens = 60 });
        var bytes = new List<byte>();
        foreach (var choice in answer.Choices) _tokenizer.Decode(choice.Token, showSpecial: false, bytes);
        Assert.Equal(System.Text.Encoding.UTF8.GetString([.. bytes]), answer.Text);
    }

    [Fact]
    public async Task A_token_that_ends_the_text_ends_the_answer_unless_it_is_ignored()
    {
        // In this vocabulary every full stop ends the text.
        var ends = _tokenizer.Special with { EndOfText = [426] };
        var tokenizer = new EndingTokenizer(_tokenizer, ends);
        using var session = _runtime.NewSession(512);
        var ended = await new Answer(session, tokenizer, new() { MaxTokens = 50 }, TimeProvider.System).WholeAsync(Prompt);
        Assert.Equal((StopReason.Eos, ", there was a little girl named Lily"), (ended.Stop, ended.Text));
        Assert.Equal(426, ended.Choices[^1].Token);
        var ignored = await new Answer(session, tokenizer, new() { MaxTokens = 50, IgnoresEnd = true }, TimeProvider.System).WholeAsync(Prompt);
        Assert.Equal((StopReason.Length, 50), (ignored.Stop, ignored.Choices.Count));
    }

    [Theory]
    [InlineData(" Lily", ", there was a little girl named")]
    [InlineData("ily. She", ", there was a little girl named L")]
    [InlineData("never said", null)]
    public async Task A_stop_string_is_found_across_tokens_and_never_shown(string stop, string? text)
    {
        var (answer, pieces) = await AnswerAsync(new() { MaxTokens = 40, Stops = [stop] });
        Assert.Equal(text is null ? StopReason.Length : StopReason.StopString, answer.Stop);
        if (text is not null) Assert.Equal(text, answer.Text);
        Assert.Equal(answer.Text, string.Concat(pieces));
    }

    [Fact]
    public async Task Cancelling_is_an_end_like_any_other_and_leaves_the_session_usable()
    {
        using var session = _runtime.NewSession(512);
        using var cancellation = new CancellationTokenSource();
        var answer = new Answer(session, _tokenizer, new() { MaxTokens = 400 }, TimeProvider.System);
        int pieces = 0;
        await foreach (string _ in answer.StreamAsync(Prompt, cancellation.Token))
            if (++pieces == 5) await cancellation.CancelAsync();
        Assert.Equal((StopReason.Cancelled, 5), (answer.Stop, pieces));

        var before = new Answer(session, _tokenizer, new(), TimeProvider.System);
        Assert.Equal(StopReason.Cancelled, (await before.WholeAsync(Prompt, cancellation.Token)).Stop);

        var again = await new Answer(session, _tokenizer, new() { MaxTokens = 10 }, TimeProvider.System).WholeAsync(Prompt);
        Assert.Equal(", there was a little girl named Lily", again.Text);
        Assert.Equal(Prompt.Length - 1, again.ReusedTokens);
    }

    [Fact]
    public async Task A_prompt_that_does_not_fit_throws_and_the_session_can_go_on()
    {
        using var session = _runtime.NewSession(8);
        var failing = new Answer(session, _tokenizer, new(), TimeProvider.System);
        var problem = await Assert.ThrowsAsync<EngineException>(() => failing.WholeAsync([.. Enumerable.Repeat(403, 9)]));
        Assert.Equal(EngineErrorCode.ContextExceeded, problem.Code);
        var answer = await new Answer(session, _tokenizer, new(), TimeProvider.System).WholeAsync(Prompt);
        Assert.Equal((StopReason.Length, 4), (answer.Stop, answer.Choices.Count));
    }

    [Fact]
    public void All_faults_of_the_options_are_told_at_once() =>
        Assert.Equal(2, new GenerationOptions { MaxTokens = 0, Sampling = new() { TopK = -1 } }.Problems().Count());

    [Theory]
    [InlineData("{{'<|im_start|>' + role}}", "chatml", "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData("{{'<|start_header_id|>'}}", "llama3", "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData("{{'<|user|>' '<|assistant|>'}}", "phi3", "<|user|>\nHi<|end|>\n<|assistant|>\n")]
    [InlineData("something else", "plain", "Hi")]
    [InlineData(null, "plain", "Hi")]
    public void A_template_is_known_by_its_marks(string? template, string name, string asked)
    {
        var format = ChatFormat.Of(template);
        Assert.Equal((name, asked), (format.Name, format.Ask("", "Hi")));
        Assert.StartsWith(asked + "Hello", format.Answered(asked, "Hello"), StringComparison.Ordinal);
    }

    private sealed class EndingTokenizer(ITokenizer inner, SpecialTokens special) : ITokenizer
    {
        public int VocabularySize => inner.VocabularySize;

        public SpecialTokens Special => special;

        public bool AddsSpacePrefix => inner.AddsSpacePrefix;

        public void Encode(ReadOnlySpan<byte> utf8, bool addSpecial, bool parseSpecial, List<int> tokens) => inner.Encode(utf8, addSpecial, parseSpecial, tokens);

        public void Decode(int token, bool showSpecial, List<byte> utf8) => inner.Decode(token, showSpecial, utf8);

        public bool StandsAlone(int token) => inner.StandsAlone(token);

        public string Piece(int token) => inner.Piece(token);
    }
}
