using Teleo.Engine.Bytes;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;
using Teleo.Engine.Tests.Formats;

namespace Teleo.Engine.Tests.Packing;

public sealed class GateTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-gates");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("stories260K.gguf")]
    [InlineData("stories260K.bin")]
    [InlineData("stories260K-q8mix.gguf")]
    [InlineData("stories260Kp-q4_0.gguf")]
    public void Shipped_models_pass_the_gates(string name)
    {
        AssertPasses(StructuralGate.Run(Repository.Model(name)));
        AssertPasses(RuntimeSmokeGate.Run(Repository.Model(name), TimeProvider.System));
    }

    [Theory]
    [InlineData("stories260K.gguf", "stories260K.bin", false)]        // another context length
    [InlineData("stories260K.gguf", "stories260K-f16.gguf", true)]
    [InlineData("stories260K.gguf", "stories260K-q8mix.gguf", true)]
    [InlineData("stories260Kp-f32.gguf", "stories260Kp-q4_0.gguf", true)]
    [InlineData("stories260Kp-q4_0pure.gguf", "stories260Kp-f32.gguf", false)]
    [InlineData("stories260Kp-f32.gguf", "stories260K.gguf", false)]
    public void A_converted_file_is_held_to_its_source(string source, string converted, bool passes)
    {
        var report = ConvertedGate.Run(Repository.Model(source), Repository.Model(converted), TimeProvider.System);
        Assert.True(passes == report.Passed, string.Join('\n', report.Checks));
    }

    [Theory]
    [InlineData(TensorType.SlmQ8)]
    [InlineData(TensorType.SlmQ4)]
    public void Quantised_slm_files_pass_against_their_source(TensorType type)
    {
        string source = PathOf("a.slm"), quantised = PathOf("b.slm");
        var shape = new FixtureShape(300, 64, 2, 128, 4, 2, 64);
        Assert.True(Packer.TryWriteFixture(source, shape, TensorType.F32, 5, out var error), error.ToString());
        Assert.True(Packer.TryQuantize(source, quantised, type, out error), error.ToString());
        AssertPasses(StructuralGate.Run(quantised));
        AssertPasses(RuntimeSmokeGate.Run(quantised, TimeProvider.System));
        AssertPasses(ConvertedGate.Run(source, quantised, TimeProvider.System));
    }

    [Fact]
    public void A_model_is_itself_in_another_format()
    {
        string slm = PathOf("a.slm"), gguf = PathOf("b.gguf");
        Assert.True(Packer.TryWriteFixture(slm, FixtureShape.Named["tiny"], TensorType.F32, 5, out var error), error.ToString());
        Assert.True(Packer.TryConvert(slm, gguf, null, out error), error.ToString());
        AssertPasses(ConvertedGate.Run(slm, gguf, TimeProvider.System));
        AssertPasses(ConvertedGate.Run(gguf, slm, TimeProvider.System));
    }

    [Theory]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    public void Other_architectures_are_quantised_with_all_their_tensors_and_metadata(string architecture)
    {
        string source = PathOf("a.gguf"), made = PathOf("b.gguf");
        File.WriteAllBytes(source, GgufForge.Of(architecture).Build());
        Assert.True(Packer.TryQuantize(source, made, TensorType.F16, out var error), error.ToString());
        AssertPasses(StructuralGate.Run(made));
        Assert.True(ModelInfo.TryRead(source, out var before, out _));
        Assert.True(ModelInfo.TryRead(made, out var after, out _));
        Assert.Equal(before.Facts, after.Facts);
        Assert.Equal(before.Tensors.Select(tensor => tensor.Name), after.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(before.Metadata, after.Metadata.Take(before.Metadata.Count));
        Assert.Equal(TensorType.F16, after.MainType);
        Assert.False(Packer.TryConvert(source, PathOf("c.slm"), null, out error));
        Assert.Contains("Llama architecture", error.Subject, StringComparison.Ordinal);
        Assert.False(Packer.TryConvert(source, PathOf("c.bin"), null, out error));
        Assert.Contains("Llama architecture", error.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_cannot_be_written_is_an_error_like_any_other()
    {
        Directory.CreateDirectory(PathOf("b.gguf"));
        Assert.False(Packer.TryConvert(Repository.Model("stories260K.gguf"), PathOf("b.gguf"), null, out var error));
        Assert.Equal(FormatFault.Unwritable, error.Fault);
    }

    [Fact]
    public void A_flipped_weight_fails_the_checksum_and_the_comparison()
    {
        string source = PathOf("a.slm"), damaged = PathOf("b.slm");
        Assert.True(Packer.TryWriteFixture(source, FixtureShape.Named["tiny"], TensorType.F32, 5, out _));
        byte[] bytes = File.ReadAllBytes(source);
        bytes[^200] ^= 0x40;
        File.WriteAllBytes(damaged, bytes);
        Assert.Contains(StructuralGate.Run(damaged).Checks, check => check is { Name: "checksum", Passed: false });
        Assert.Contains(ConvertedGate.Run(source, damaged, TimeProvider.System).Checks, check => check is { Name: "weights", Passed: false });
    }

    [Fact]
    public void A_weight_that_is_no_number_fails_the_structural_gate_and_is_not_quantised()
    {
        string damaged = PathOf("a.gguf");
        byte[] bytes = File.ReadAllBytes(Repository.Model("stories260K.gguf"));
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.Length - 4000);
        File.WriteAllBytes(damaged, bytes);
        Assert.Contains(StructuralGate.Run(damaged).Checks, check => check is { Name: "weights are finite", Passed: false });
        Assert.False(Packer.TryQuantize(damaged, PathOf("q.gguf"), TensorType.Q8_0, out var error));
        Assert.Equal(FormatFault.NotFinite, error.Fault);
    }

    [Fact]
    public void What_does_not_open_fails_every_gate_with_the_reason()
    {
        string missing = PathOf("none.gguf"), model = Repository.Model("stories260K.gguf");
        Assert.False(StructuralGate.Run(missing).Passed);
        Assert.False(RuntimeSmokeGate.Run(missing, TimeProvider.System).Passed);
        Assert.False(ConvertedGate.Run(missing, model, TimeProvider.System).Passed);
        Assert.False(ConvertedGate.Run(model, missing, TimeProvider.System).Passed);
        Assert.False(ModelInfo.TryRead(missing, out _, out var error));
        Assert.False(ModelManifest.TryRead(missing, out _, out _));
        Assert.Equal((FormatFault.Unreadable, EngineErrorCode.ModelNotLoaded), (error.Fault, error.Code));
    }

    [Fact]
    public void Info_and_manifest_tell_what_the_file_holds()
    {
        string path = Repository.Model("stories260Kp-q4_0.gguf");
        Assert.True(ModelInfo.TryRead(path, out var info, out _));
        Assert.Equal((ModelFormat.Gguf, 3, 208544L, 2 * 512 * 64 + 64 + 5L * (2 * 64 + 2 * 64 * 64 + 2 * 32 * 64 + 3 * 192 * 64)), (info.Format, info.FormatVersion, info.SizeBytes, info.Parameters));
        Assert.Equal(TensorType.Q4_0, info.MainType);
        Assert.Contains(info.Metadata, pair => pair is { Key: "general.architecture", Type: "string", Value: "llama" });
        Assert.Contains(info.Metadata, pair => pair is { Key: "tokenizer.ggml.tokens", Type: "string[512]", Value: "" });
        Assert.Contains(info.Tensors, tensor => tensor is { Name: "output.weight", Type: TensorType.Q8_0, SizeBytes: 34816 });

        Assert.True(ModelManifest.TryRead(path, out var manifest, out _));
        Assert.Equal("fa8c3664f505fe7df74c10c7ab299dffc5d58fb6d1d3f2c3a87bec5d5a20c55f", manifest.Sha256);
        Assert.True(ModelManifest.TryRead(Repository.Model("stories260K.gguf"), out var other, out _));
        Assert.Equal(other.TokenizerSha256, manifest.TokenizerSha256);
        Assert.Equal("q4_0", manifest.Quantization);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static void AssertPasses(GateReport report) => Assert.True(report.Passed, string.Join('\n', report.Checks));
}
