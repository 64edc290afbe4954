using System.Text;
using System.Text.Json;
using Teleo.Commands;
using Teleo.Shell;

namespace Teleo.Tests.Commands;

public sealed class ModelCommandTests : IDisposable
{
    private static readonly string Story = Repository.Model("stories260K.gguf");
    private readonly string _folder = TestFolder.New("teleo-model");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static JsonElement Generate(params string[] more) => Cli.Run(["model", "generate", Story, "--json", .. more]).Json();

    [Fact]
    public void Generate_tells_the_story_and_everything_about_it()
    {
        var answer = Generate("--prompt", "Once upon a time", "--max-tokens", "20");
        Assert.StartsWith(", there was a little girl named Lily.", answer.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal((20, 5, 20), (answer.GetProperty("tokens").GetArrayLength(), answer.GetProperty("prompt_tokens").GetInt32(), answer.GetProperty("generated_tokens").GetInt32()));
        Assert.Equal("length", answer.GetProperty("stop").GetString());
        foreach (string field in (string[])["load_ms", "prefill_ms", "decode_ms", "tokens_per_second"]) Assert.True(answer.GetProperty(field).GetDouble() > 0, field);
        Assert.All(answer.GetProperty("log_probabilities").EnumerateArray(), p => Assert.True(p.GetDouble() <= 0));
        Assert.All(answer.GetProperty("entropies").EnumerateArray(), e => Assert.InRange(e.GetDouble(), 0, Math.Log(512)));
    }

    [Fact]
    public void Diagnose_prints_the_state_of_a_session_as_its_schema_says()
    {
        var schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs", "reference", "diagnostics.schema.json"))).RootElement;
        var fresh = Cli.Run("model", "diagnose", Story).Json();
        var after = Cli.Run("model", "diagnose", Story, "--prompt", "Once upon a time", "--max-tokens", "7").Json();
        Assert.Null(JsonSchema.Fault(schema, fresh));
        Assert.Null(JsonSchema.Fault(schema, after));
        Assert.Equal(("ready", 0), (fresh.GetProperty("state").GetString(), fresh.GetProperty("kv_length").GetInt32()));
        Assert.Equal((5, 6, 11), (after.GetProperty("prompt_tokens").GetInt32(), after.GetProperty("generated_tokens").GetInt32(), after.GetProperty("kv_length").GetInt32()));
    }

    [Fact]
    public void Streaming_gives_the_same_text()
    {
        string[] args = ["model", "generate", Story, "--prompt", "Lily", "-n", "40", "--temperature", "0.9", "--seed", "3"];
        Assert.Equal(Cli.Run(args).Out, Cli.Run([.. args, "--stream"]).Out);
        string[] lines = Cli.Run([.. args, "--stream", "--json"]).Out.TrimEnd('\n').Split('\n');
        string pieces = string.Concat(lines[..^1].Select(line => JsonDocument.Parse(line).RootElement.GetProperty("piece").GetString()));
        Assert.Equal(pieces, JsonDocument.Parse(lines[^1]).RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public void One_seed_gives_one_text()
    {
        string Text(string seed) => Generate("--prompt", "One day", "-n", "40", "--temperature", "1", "--top-k", "50", "--top-p", "0.95", "--min-p", "0.01", "--repeat-penalty", "1.1", "--seed", seed).GetProperty("text").GetString()!;
        Assert.Equal(Text("5"), Text("5"));
        Assert.NotEqual(Text("5"), Text("6"));
    }

    [Fact]
    public void A_stop_string_ends_the_answer_before_itself()
    {
        var answer = Generate("--prompt", "Once upon a time", "--stop", " Lily");
        Assert.Equal((", there was a little girl named", "stop-string"), (answer.GetProperty("text").GetString(), answer.GetProperty("stop").GetString()));
    }

    [Fact]
    public void An_empty_prompt_begins_with_the_opening_token()
    {
        var answer = Generate("--prompt", "", "-n", "5");
        Assert.Equal((1, 5), (answer.GetProperty("prompt_tokens").GetInt32(), answer.GetProperty("generated_tokens").GetInt32()));
    }

    [Fact]
    public void A_prompt_need_not_be_valid_UTF_8() =>
        Assert.Equal(3, Generate("--prompt-file", Write("bad.txt", [0xFF, 0xC3, (byte)'a', 0xE2, 0x82]), "-n", "3").GetProperty("generated_tokens").GetInt32());

    [Fact]
    public void A_prompt_may_come_from_standard_input() =>
        Assert.StartsWith(", there was", Cli.RunWithInput("Once upon a time", "model", "generate", Story, "--prompt-file", "-", "-n", "4").Out, StringComparison.Ordinal);

    [Fact]
    public void A_prompt_beyond_the_context_is_refused_however_long()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Once upon a time there was. ", 10_000_000 / 28)));
        Cli.Run("model", "generate", Story, "--prompt-file", Write("long.txt", text)).AssertFails(ExitCode.BadInput, "ContextExceeded");
    }

    [Fact]
    public void An_answer_ends_where_the_context_does()
    {
        var answer = Generate("--prompt-file", Write("full.txt", Encoding.UTF8.GetBytes(new string('a', 2040))), "-n", "100");
        Assert.Equal((2041, 8), (answer.GetProperty("prompt_tokens").GetInt32(), answer.GetProperty("generated_tokens").GetInt32()));
    }

    [Theory]
    [InlineData("--temperature", "-1")]
    [InlineData("--top-p", "0")]
    [InlineData("--min-p", "NaN")]
    [InlineData("--max-tokens", "0")]
    [InlineData("--threads", "-1")]
    [InlineData("--top-k", "x")]
    public void Senseless_options_are_a_usage_error(string option, string value) =>
        Cli.Run("model", "generate", Story, "--prompt", "a", option, value).AssertFails(ExitCode.Usage, "Usage");

    [Fact]
    public void Neither_or_both_prompts_are_a_usage_error()
    {
        Cli.Run("model", "generate", Story).AssertFails(ExitCode.Usage, "Usage");
        Cli.Run("model", "generate", Story, "--prompt", "a", "--prompt-file", "b").AssertFails(ExitCode.Usage, "Usage");
    }

    [Theory]
    [InlineData("generate", "--prompt", "a")]
    [InlineData("tokenize", "--text", "a")]
    [InlineData("logits", "--tokens", "1")]
    [InlineData("perplexity", "--text-file", "-")]
    [InlineData("bench", "--repeat", "1")]
    public void What_is_no_model_is_bad_input_with_file_and_place(string verb, params string[] more)
    {
        string file = Write("not.gguf", "this is no model file at all, only text"u8.ToArray());
        var run = Cli.Run(["model", verb, file, .. more]);
        run.AssertFails(ExitCode.BadInput, "InvalidModelMagic");
        Assert.Contains($"({file}, 0)", run.Error, StringComparison.Ordinal);
        Cli.Run(["model", verb, file + "x", .. more]).AssertFails(ExitCode.BadInput, "FileNotFound");
    }

    [Fact]
    public void Tokenize_shows_tokens_and_pieces()
    {
        var result = Cli.Run("model", "tokenize", Story, "--text", "Hello world", "--json");
        Assert.Equal("{\"tokens\":[1,346,306,414,263,304,341],\"pieces\":[\"<s>\",\"▁He\",\"ll\",\"o\",\"▁w\",\"or\",\"ld\"]}\n", result.Out);
        Assert.Equal(346, Cli.Run("model", "tokenize", Story, "--text", "Hello", "--no-bos", "--json").Json().GetProperty("tokens")[0].GetInt32());
        Assert.Equal(2, Cli.Run("model", "tokenize", Story, "--text", "</s>", "--no-bos", "--special", "--json").Json().GetProperty("tokens")[0].GetInt32());
        Assert.Contains("<0x0A>", Cli.Run("model", "tokenize", Story, "--text", "a\nb").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_without_tensors_can_be_tokenized_with() =>
        Assert.Equal(15496, Cli.Run("model", "tokenize", Repository.Model("ggml-vocab-gpt-2.gguf"), "--text", "Hello", "--json").Json().GetProperty("tokens")[0].GetInt32());

    [Fact]
    public void Logits_shows_the_largest_after_each_token()
    {
        var positions = Cli.Run("model", "logits", Story, "--tokens", "1,403,407", "--top", "2", "--json").Json().GetProperty("positions");
        Assert.Equal(3, positions.GetArrayLength());
        Assert.Equal((1, 407), (positions[1].GetProperty("position").GetInt32(), positions[1].GetProperty("top")[0].GetProperty("id").GetInt32()));
        Assert.Equal(18.45999, positions[1].GetProperty("top")[0].GetProperty("logit").GetDouble(), 1e-4);
        Cli.Run("model", "logits", Story, "--tokens", "1,512").AssertFails(ExitCode.BadInput, "GenerationFailed");
        Cli.Run("model", "logits", Story, "--tokens", "1,b").AssertFails(ExitCode.Usage, "Usage");
        Cli.Run("model", "logits", Story, "--tokens", string.Join(',', Enumerable.Repeat(1, 3000))).AssertFails(ExitCode.BadInput, "ContextExceeded");
    }

    [Fact]
    public void Perplexity_is_low_for_what_the_model_knows_and_does_not_depend_on_how_it_is_read()
    {
        string story = Write("story.txt", Encoding.UTF8.GetBytes("Once upon a time, there was a little girl named Lily. She loved to play outside in the park. One day, she saw a big, red ball."));
        var result = Cli.Run("model", "perplexity", Story, "--text-file", story, "--json").Json();
        Assert.InRange(result.GetProperty("perplexity").GetDouble(), 1, 3);
        Assert.Equal(result.GetProperty("tokens").GetInt32(), result.GetProperty("scored").GetInt32());
        Assert.Equal(Math.Exp(result.GetProperty("mean_nll").GetDouble()), result.GetProperty("perplexity").GetDouble(), 1e-9);
        var windows = Cli.Run("model", "perplexity", Story, "--text-file", story, "--context", "16", "--json").Json();
        Assert.True(windows.GetProperty("windows").GetInt32() > 1);
        Assert.Equal(result.GetProperty("scored").GetInt32(), windows.GetProperty("scored").GetInt32());
        Cli.Run("model", "perplexity", Story, "--text-file", Write("empty.txt", [])).AssertFails(ExitCode.BadInput, "InvalidLength");
        Cli.Run("model", "perplexity", Story, "--text-file", story, "--context", "1").AssertFails(ExitCode.Usage, "Usage");
    }

    [Fact]
    public void Bench_measures_reading_and_writing_per_number_of_threads()
    {
        var results = Cli.Run("model", "bench", Story, "--prompt", "8", "--generate", "4", "--threads", "1,2", "--repeat", "3", "--json").Json().GetProperty("results");
        Assert.Equal(["prompt 8", "generate 4", "prompt 8", "generate 4"], results.EnumerateArray().Select(r => r.GetProperty("test").GetString()));
        Assert.All(results.EnumerateArray(), r => Assert.Equal(3, r.GetProperty("runs").GetArrayLength()));
        Assert.All(results.EnumerateArray(), r => Assert.Equal(r.GetProperty("runs").EnumerateArray().Select(x => x.GetDouble()).Order().ElementAt(1), r.GetProperty("tokens_per_second").GetDouble()));
        Cli.Run("model", "bench", Story, "--prompt", "0", "--generate", "0").AssertFails(ExitCode.Usage, "Usage");
        Cli.Run("model", "bench", Story, "--threads", "0").AssertFails(ExitCode.Usage, "Usage");
        Cli.Run("model", "bench", Story, "--prompt", "5000").AssertFails(ExitCode.BadInput, "ContextExceeded");
    }

    [Fact]
    public void Cancelling_ends_the_answer_with_its_exit_code_and_what_was_said_so_far()
    {
        using var interrupt = new Interrupt();
        var terminal = new Terminal(new InterruptingWriter(interrupt), new StringWriter(), Stream.Null, TimeProvider.System);
        var run = Cli.Run(TeleoCommands.Tree, terminal, interrupt, "model", "generate", Story, "--prompt", "Once upon a time", "--stream", "-n", "1000");
        Assert.Equal(ExitCode.Cancelled, run.Exit);
        Assert.StartsWith(", there was", run.Out, StringComparison.Ordinal);
        Assert.True(run.Out.Length < 200, "it went on after it was cancelled");
    }

    /// <summary>A person who presses Ctrl-C at the word "was".</summary>
    internal sealed class InterruptingWriter(Interrupt interrupt) : StringWriter
    {
        private bool _pressed;

        public override void Write(string? value)
        {
            base.Write(value);
            if (!_pressed && value?.Contains("was", StringComparison.Ordinal) == true) _pressed = interrupt.Raise();
        }
    }
}
