using Teleo.Experiments.Tables;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Simulations;

public sealed class ModelFileCommandTests : IDisposable
{
    private static readonly string Story = Repository.Model("stories260K.gguf");
    private readonly string _folder = TestFolder.New("teleo-files");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Info_tells_shape_types_and_tokenizer()
    {
        var info = Cli.Run("model", "info", Story, "--json").Json();
        Assert.Equal(("gguf", "llama", 292_800, "f32"), (info.GetProperty("format").GetString(), info.GetProperty("architecture").GetString(), info.GetProperty("parameters").GetInt32(), info.GetProperty("quantization").GetString()));
        Assert.Equal((512, 64, 5, 8, 4), (info.GetProperty("vocabulary_size").GetInt32(), info.GetProperty("hidden_size").GetInt32(), info.GetProperty("layer_count").GetInt32(), info.GetProperty("head_count").GetInt32(), info.GetProperty("kv_head_count").GetInt32()));
        Assert.Equal(48, info.GetProperty("tensors").GetArrayLength());
        string text = Cli.Run("model", "info", Story, "--tensors", "--metadata").Out;
        foreach (string part in (string[])["5 of 64", "blk.4.ffn_up.weight", "general.architecture", "SentencePiece"]) Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= Table.DefaultWidth, line));
    }

    [Fact]
    public void Manifest_identifies_the_file()
    {
        var manifest = Cli.Run("model", "manifest", Story, "--json").Json();
        Assert.Equal("270cba1bd5109f42d03350f60406024560464db173c0e387d91f0426d3bd256d", manifest.GetProperty("sha256").GetString());
        Assert.Contains("kv_bytes_per_token  1280", Cli.Run("model", "manifest", Story).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sound_file_passes_validation_and_gates()
    {
        Assert.True(Cli.Run("model", "validate", Story, "--json").Json().GetProperty("valid").GetBoolean());
        var gates = Cli.Run("model", "gate", Repository.Model("stories260K-f16.gguf"), "--source", Story, "--json").Json();
        Assert.True(gates.GetProperty("passed").GetBoolean());
        Assert.Equal(["structural", "runtime-smoke", "converted"], gates.GetProperty("gates").EnumerateArray().Select(g => g.GetProperty("gate").GetString()));
    }

    [Fact]
    public void A_file_with_a_weight_that_is_no_number_fails_its_gate_as_an_integrity_failure()
    {
        byte[] bytes = File.ReadAllBytes(Story);
        bytes.AsSpan(bytes.Length - 4).Fill(0xFF);
        File.WriteAllBytes(At("nan.gguf"), bytes);
        foreach (string verb in (string[])["validate", "gate"])
        {
            var run = Cli.Run("model", verb, At("nan.gguf"));
            Assert.Equal(ExitCode.IntegrityFailure, run.Exit);
            Assert.StartsWith("teleo: error GateFailed: structural: weights are finite: ", run.Error, StringComparison.Ordinal);
            Assert.Contains("FAILED", run.Out, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("info")]
    [InlineData("validate")]
    [InlineData("manifest")]
    public void A_truncated_file_is_bad_input_with_its_place(string verb)
    {
        File.WriteAllBytes(At("short.gguf"), File.ReadAllBytes(Story)[..1000]);
        var run = Cli.Run("model", verb, At("short.gguf"));
        Assert.Equal((ExitCode.BadInput, ""), (run.Exit, run.Out));
        Assert.Matches(@"^teleo: error \w+: .* \(.*short\.gguf, \d+\)\n$", run.Error);
    }

    [Fact]
    public void Quantizing_and_converting_write_files_that_pass_their_gates()
    {
        Assert.Equal("q8_0", Cli.Run("model", "quantize", Story, At("q8.gguf"), "--dtype", "q8_0", "--json").Json().GetProperty("quantization").GetString());
        Assert.True(Cli.Run("model", "gate", At("q8.gguf"), "--source", Story, "--json").Json().GetProperty("passed").GetBoolean());
        Assert.Contains("wrote", Cli.Run("model", "convert", At("q8.gguf"), At("wide.gguf"), "--dtype", "f32").Out, StringComparison.Ordinal);
        string Say(string file) => Cli.Run("model", "generate", file, "-p", "Once", "-n", "30", "--json").Json().GetProperty("text").GetString()!;
        Assert.Contains("was a little girl", Say(At("wide.gguf")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_lose_something_is_refused_with_the_reason_and_writes_nothing()
    {
        var run = Cli.Run("model", "convert", Story, At("story.slm"));
        run.AssertFails(ExitCode.BadInput, "UnsupportedDType");
        Assert.Contains("SentencePiece", run.Error, StringComparison.Ordinal);
        Cli.Run("model", "convert", Story, At("half.gguf"), "--dtype", "f16").AssertFails(ExitCode.BadInput, "UnsupportedDType");
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public void Fixtures_are_the_same_for_the_same_seed_and_can_be_run()
    {
        string[] shape = ["--shape", "300,32,2,64,4,2,64", "--seed", "5"];
        Assert.Equal(ExitCode.Ok, Cli.Run(["model", "fixture", At("a.gguf"), .. shape]).Exit);
        Assert.Equal(ExitCode.Ok, Cli.Run(["model", "fixture", At("b.gguf"), .. shape]).Exit);
        Assert.Equal(File.ReadAllBytes(At("a.gguf")), File.ReadAllBytes(At("b.gguf")));
        Assert.Equal(ExitCode.Ok, Cli.Run("model", "generate", At("a.gguf"), "-p", "x", "-n", "5").Exit);
        Assert.Equal(ExitCode.Ok, Cli.Run("model", "fixture", At("c.slm"), "--shape", "tiny", "--dtype", "q8_0").Exit);
        Assert.Equal(8832, new FileInfo(At("c.slm")).Length);
    }

    [Theory]
    [InlineData("fixture", "out.txt", "--shape", "tiny")]
    [InlineData("fixture", "out.gguf", "--shape", "1,2,3")]
    [InlineData("fixture", "out.gguf", "--shape", "260,10,1,16,3,1,16")]
    [InlineData("fixture", "out.gguf", "--shape", "tiny", "--dtype", "q9")]
    public void Senseless_fixtures_are_a_usage_error(string verb, string file, params string[] more) =>
        Cli.Run(["model", verb, At(file), .. more]).AssertFails(ExitCode.Usage, "Usage");
}
