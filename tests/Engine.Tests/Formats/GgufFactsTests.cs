using Teleo.Engine.Bytes;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;
using Teleo.Engine.Tests.Bytes;

namespace Teleo.Engine.Tests.Formats;

public sealed class GgufFactsTests : IDisposable
{
    private readonly GuardedBytes _memory = new(1 << 16);

    public void Dispose() => _memory.Dispose();

    [Theory]
    [InlineData("llama", RopePairing.Adjacent)]
    [InlineData("qwen2", RopePairing.Halves)]
    [InlineData("qwen3", RopePairing.Halves)]
    public void The_architecture_decides_which_elements_turn_together(string architecture, RopePairing pairing) =>
        Assert.Equal(pairing, Read(GgufForge.Of(architecture)).Facts.RopePairing);

    [Fact]
    public void Qwen2_has_biases_and_qwen3_norms_of_heads()
    {
        var qwen2 = GgufForge.Of("qwen2");
        Assert.True(Read(qwen2).Facts is { HasQkvBias: true, HasQkNorm: false });
        Assert.True(Read(qwen2).Weights.Layers[0].ValueBias.Exists);
        qwen2.Tensors.RemoveAt(qwen2.Tensors.Count - 1);
        Assert.Equal(FormatFault.MissingTensor, Judge.Read(_memory, qwen2.Build()));

        var qwen3 = Read(GgufForge.Of("qwen3"));
        Assert.True(qwen3.Facts is { HasQkvBias: false, HasQkNorm: true });
        Assert.Equal((1, 2), (qwen3.Weights.Layers[0].KeyNorm.Rows, qwen3.Weights.Layers[0].KeyNorm.Columns));
    }

    [Fact]
    public void Without_an_output_tensor_the_embedding_is_the_output()
    {
        var forge = GgufForge.Tiny();
        forge.Tensors.RemoveAll(tensor => tensor.Name.AsSpan().SequenceEqual("output.weight"u8));
        var model = Read(forge);
        Assert.True(model.Facts.TiedOutput);
        Assert.Equal(model.Weights.Embedding, model.Weights.Output);
    }

    [Fact]
    public void Scaling_of_positions_is_read_in_all_its_forms()
    {
        Assert.Equal(RopeScaling.None, Read(GgufForge.Tiny()).Facts.RopeScaling);
        Assert.Equal(RopeScaling.None, Read(GgufForge.Tiny().Set("llama.rope.scaling.type", "none").Set("llama.rope.scaling.factor", 4f)).Facts.RopeScaling);
        Assert.Equal(new RopeScaling.Linear(4), Read(GgufForge.Tiny().Set("llama.rope.scaling.type", "linear").Set("llama.rope.scaling.factor", 4f)).Facts.RopeScaling);
        Assert.Equal(new RopeScaling.Linear(2), Read(GgufForge.Tiny().Set("llama.rope.scale_linear", 2f)).Facts.RopeScaling);
        Assert.Equal(
            new RopeScaling.Yarn(4, 8, 1, 1, 32, 1),
            Read(GgufForge.Tiny().Set("llama.rope.scaling.type", "yarn").Set("llama.rope.scaling.factor", 4f).Set("llama.rope.scaling.original_context_length", 8u)).Facts.RopeScaling);

        var perPair = GgufForge.Tiny();
        perPair.Tensors.Add(GgufForge.Vector("rope_freqs.weight", 1));
        var model = Read(perPair);
        Assert.IsType<RopeScaling.PerPair>(model.Facts.RopeScaling);
        Assert.Equal(1, model.Weights.RopeFactors.Columns);
    }

    [Fact]
    public void Heads_may_be_given_a_size_of_their_own()
    {
        var forge = GgufForge.Tiny().Set("llama.attention.key_length", 4u).Set("llama.attention.value_length", 4u);
        foreach (string part in (string[])["q", "k", "v"]) forge.Change($"blk.0.attn_{part}.weight", tensor => tensor with { Dimensions = [4, 8], SizeBytes = 128 });
        forge.Change("blk.0.attn_output.weight", tensor => tensor with { Dimensions = [8, 4], SizeBytes = 128 });
        Assert.Equal((4, 8), (Read(forge).Facts.HeadSize, Read(forge).Facts.QuerySize));
    }

    private ModelFile Read(GgufForge forge)
    {
        Assert.True(ModelFile.TryRead(_memory.Put(forge.Build()), _memory, "model", null, acceptsAnyChecksum: false, out var model, out var error), error.ToString());
        return model;
    }
}
