using System.Collections.Immutable;
using Teleo.Engine.Adapters;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;
using Teleo.Engine.Runtime;
using Teleo.Engine.Tests.Bytes;
using Teleo.Engine.Tests.Sessions;

namespace Teleo.Engine.Tests.Adapters;

public sealed class BadAdapterTests : IDisposable
{
    private static readonly ModelFacts Facts = RandomModel.Shape with { LayerCount = 1, HiddenSize = 64 };
    private readonly GuardedBytes _memory = new(1 << 20);

    public void Dispose() => _memory.Dispose();

    public static TheoryData<string, FormatFault> Spoilings => new()
    {
        { "no general.type", FormatFault.MissingKey },
        { "a model", FormatFault.UnsupportedFeature },
        { "control vector", FormatFault.UnsupportedFeature },
        { "another architecture", FormatFault.UnsupportedArchitecture },
        { "no alpha", FormatFault.MissingKey },
        { "alpha of zero", FormatFault.NotFinite },
        { "alpha of nothing", FormatFault.NotFinite },
        { "half a pair", FormatFault.MissingTensor },
        { "no pair", FormatFault.MissingTensor },
        { "a stranger", FormatFault.UnexpectedTensor },
        { "an adapted norm", FormatFault.UnexpectedTensor },
        { "a layer too many", FormatFault.UnexpectedTensor },
        { "too narrow", FormatFault.ShapeMismatch },
        { "too many rows", FormatFault.ShapeMismatch },
        { "ranks that differ", FormatFault.ShapeMismatch },
        { "quantised", FormatFault.UnsupportedTensorType },
    };

    [Theory, MemberData(nameof(Spoilings))]
    public void A_file_that_does_not_fit_is_refused_with_the_fault(string how, FormatFault fault)
    {
        Assert.Null(Read(Bytes("nothing wrong")));
        var error = Read(Bytes(how));
        Assert.Equal(fault, error?.Fault);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] good = Bytes("nothing wrong");
        for (int length = 0; length < good.Length; length++) Assert.NotNull(Read(good.AsSpan(0, length)));
    }

    [Fact]
    public void Every_single_bit_flip_of_the_head_is_refused_or_gives_pairs_that_fit()
    {
        byte[] good = Bytes("nothing wrong");
        int head = good.Length - (2 * 2 * (Facts.HiddenSize + Facts.QuerySize) * 4) - 64;
        for (int bit = 0; bit < 8 * head; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Read(bad);
        }
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_refused()
    {
        string path = Path.Combine(TestFolder.New(), "bad.gguf");
        using var runtime = new ModelRuntime(new(), TimeProvider.System);
        Assert.True(runtime.TryLoad(Repository.Model("stories260K.gguf"), out _));
        new AdapterForge(runtime.Facts, seed: 1, size: float.NaN).Write(path);
        Assert.False(runtime.TryLoadAdapter(path, out _, out var error));
        Assert.Equal(FormatFault.NotFinite, error.Fault);
        Assert.False(runtime.TryLoadAdapter("/nowhere", out _, out error));
        Assert.Equal(FormatFault.Unreadable, error.Fault);
    }

    private FormatError? Read(ReadOnlySpan<byte> content)
    {
        var bytes = _memory.Put(content);
        if (!AdapterFile.TryRead(bytes, Facts, out float alpha, out ImmutableArray<AdapterPair> pairs, out var error))
        {
            Assert.InRange(error.OffsetBytes, 0, content.Length);
            return error;
        }

        Assert.True(alpha > 0 && float.IsFinite(alpha) && pairs.Length > 0);
        foreach (var pair in pairs)
        {
            Assert.Equal((pairs[0].Down.Rows, pair.Slot.Columns), (pair.Down.Rows, pair.Down.Columns));
            Assert.Equal((pair.Slot.Rows, pairs[0].Down.Rows), (pair.Up.Rows, pair.Up.Columns));
            unsafe
            {
                foreach (var view in (TensorView[])[pair.Down, pair.Up]) Assert.True(view.Data >= bytes.Start && view.Data + view.SizeBytes <= bytes.Start + bytes.Length);
            }
        }

        return null;
    }

    private static byte[] Bytes(string how)
    {
        var metadata = new GgufMetadata();
        if (how != "no general.type") metadata.Add("general.type", how == "a model" ? "model" : "adapter");
        metadata.Add("general.architecture", how == "another architecture" ? "qwen2" : "llama");
        metadata.Add("adapter.type", how == "control vector" ? "control" : "lora");
        if (how != "no alpha") metadata.Add("adapter.lora.alpha", how == "alpha of zero" ? 0f : how == "alpha of nothing" ? float.NaN : 4f);
        int hidden = Facts.HiddenSize;
        List<GgufTensorPlan> tensors =
        [
            Tensor("blk.0.attn_q.weight.lora_a", 2, how == "too narrow" ? hidden - 1 : hidden),
            Tensor("blk.0.attn_q.weight.lora_b", how == "too many rows" ? Facts.QuerySize + 1 : Facts.QuerySize, 2),
            Tensor("blk.0.attn_output.weight.lora_a", how == "ranks that differ" ? 3 : 2, Facts.QuerySize),
            Tensor("blk.0.attn_output.weight.lora_b", hidden, how == "ranks that differ" ? 3 : 2),
        ];
        if (how == "half a pair") tensors.RemoveAt(3);
        if (how == "no pair") tensors.Clear();
        if (how == "a stranger") tensors.Add(Tensor("token_embd.weight.lora_a", 2, hidden));
        if (how == "an adapted norm") tensors.Add(Tensor("blk.0.attn_norm.weight.lora_a", 2, hidden));
        if (how == "a layer too many") tensors.Add(Tensor("blk.1.attn_q.weight.lora_a", 2, hidden));
        if (how == "quantised") tensors[0] = new("blk.0.attn_q.weight.lora_a", TensorType.Q8_0, [hidden, 2], 4 * 34, stream => stream.Write(new byte[4 * 34]));
        using var stream = new MemoryStream();
        GgufWriter.Write(stream, metadata, tensors);
        return stream.ToArray();
    }

    private static GgufTensorPlan Tensor(string name, int rows, int columns) =>
        new(name, TensorType.F32, [columns, rows], 4L * rows * columns, stream => stream.Write(new byte[4 * rows * columns]));
}
