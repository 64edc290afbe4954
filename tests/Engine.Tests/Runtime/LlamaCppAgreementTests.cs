using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Engine.Tests.Tokenizers;

namespace Teleo.Engine.Tests.Runtime;

/// <summary>The shipped files say what llama.cpp recorded that they say.</summary>
public class LlamaCppAgreementTests
{
    private static ModelRuntime Load(string file)
    {
        var runtime = new ModelRuntime(new RuntimeOptions { MaxThreads = 1 }, TimeProvider.System);
        Assert.True(runtime.TryLoad(Repository.Model(file), out var error), error.ToString());
        return runtime;
    }

    private static List<int> Greedy(string file, int[] prompt, int count)
    {
        using var runtime = Load(file);
        using var session = runtime.NewSession(prompt.Length + count);
        session.Append(prompt);
        var tokens = new List<int>();
        foreach (var choice in session.Generate(new Sampler(SamplingOptions.Greedy, runtime.Facts.VocabularySize), count, [])) tokens.Add(choice.Token);
        return tokens;
    }

    [Theory]
    [InlineData("stories260K.gguf", "stories260K.gguf")]
    [InlineData("stories260K.bin", "stories260K.gguf")]   // the same weights in llama2.c's format, which llama.cpp does not read
    [InlineData("stories260K-f16.gguf", "stories260K-f16.gguf")]
    [InlineData("stories260Kp-f32.gguf", "stories260Kp-f32.gguf")]
    public void Greedy_continuations_in_F32_and_F16_are_equal_token_for_token(string file, string asked)
    {
        var recorded = Reference.Read("greedy.json.gz");
        int prompts = recorded.GetProperty("prompts").GetArrayLength();
        for (int i = 0; i < prompts; i++)
        {
            int[] expected = recorded.GetProperty("greedy").GetProperty(asked)[i].Ids();
            var actual = Greedy(file, recorded.GetProperty("prompt_tokens")[i].Ids(), expected.Length);
            Assert.Equal(string.Join(' ', expected), string.Join(' ', actual));
        }
    }

    [Fact]
    public void Logits_in_F32_agree_within_a_ten_thousandth_at_every_position()
    {
        var recorded = Reference.Read("logits.json.gz");
        int[] tokens = recorded.GetProperty("tokens").Ids();
        using var runtime = Load("stories260K.gguf");
        using var session = runtime.NewSession(tokens.Length);
        int seen = 0;
        session.Append(tokens, Compare, CancellationToken.None);
        Assert.Equal(tokens.Length, seen);

        void Compare(int position, ReadOnlySpan<float> logits)
        {
            seen++;
            foreach (var pair in recorded.GetProperty("top")[position].EnumerateArray())
                Assert.Equal(pair[1].GetSingle(), logits[pair[0].GetInt32()], 1e-4f);
            Assert.Equal(recorded.GetProperty("top")[position][0][0].GetInt32(), Distribution.ArgMax(logits));
        }
    }

    [Theory]
    [InlineData("stories260K.gguf", 0.999)]
    [InlineData("stories260K-f16.gguf", 0.999)]
    [InlineData("stories260Kp-f32.gguf", 0.999)]
    [InlineData("stories260K-q8mix.gguf", 0.98)]
    [InlineData("stories260Kp-q8_0.gguf", 0.98)]
    [InlineData("stories260Kp-q4_0.gguf", 0.98)]
    [InlineData("stories260Kp-q4_0pure.gguf", 0.98)]
    public void Over_2000_positions_the_top_token_and_the_perplexity_agree(string file, double share)
    {
        var recorded = Reference.Read("agreement.json.gz");
        using var runtime = Load(file);
        int positions = 0, equal = 0;
        double nll = 0, expectedNll = 0;
        for (int text = 0; text < recorded.GetProperty("texts").GetArrayLength(); text++)
        {
            int[] tokens = recorded.GetProperty("texts")[text].Ids();
            var expected = recorded.GetProperty("files").GetProperty(file)[text];
            using var session = runtime.NewSession(tokens.Length);
            session.Append(tokens.AsSpan(0, tokens.Length - 1), Compare, CancellationToken.None);
            expectedNll += expected.GetProperty("mean_nll").GetDouble() * (tokens.Length - 1);

            void Compare(int position, ReadOnlySpan<float> logits)
            {
                positions++;
                if (Distribution.ArgMax(logits) == expected.GetProperty("top")[position].GetInt32()) equal++;
                nll += Distribution.Measure(logits).LogSum - logits[tokens[position + 1]];
            }
        }

        Assert.Equal(2000, positions);
        Assert.True(equal >= share * positions, $"{equal} of {positions} agree");
        Assert.InRange(Math.Exp((nll - expectedNll) / positions), 1 / 1.005, 1.005);
    }
}
