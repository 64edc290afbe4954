using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Tests.Formats;

namespace Teleo.Engine.Tests.Bytes;

public sealed class BadGgufTests : IDisposable
{
    private const string Heads = "llama.attention.head_count";
    private const string Epsilon = "llama.attention.layer_norm_rms_epsilon";
    private const string Tokens = "tokenizer.ggml.tokens";
    private static readonly ulong[] NearTheEdges =
    [
        (1UL << 31) - 1, 1UL << 31, (1UL << 31) + 1, (1UL << 32) - 1, 1UL << 32, (1UL << 32) + 1,
        (1UL << 63) - 1, 1UL << 63, (1UL << 63) + 1, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    private readonly GuardedBytes _memory = new(1 << 20);

    public void Dispose() => _memory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_forge_makes_a_model(bool byteLevel) => Assert.Null(Judge.Read(_memory, GgufForge.Tiny(byteLevel).Build()));

    [Theory]
    [InlineData(2u, null)]
    [InlineData(3u, null)]
    [InlineData(0u, FormatFault.UnsupportedVersion)]
    [InlineData(1u, FormatFault.UnsupportedVersion)]
    [InlineData(4u, FormatFault.UnsupportedVersion)]
    [InlineData(0x03000000u, FormatFault.UnsupportedVersion)]   // the other byte order
    public void Versions_two_and_three_are_read(uint version, FormatFault? fault)
    {
        var forge = GgufForge.Tiny();
        forge.Version = version;
        Assert.Equal(fault, Judge.Read(_memory, forge.Build()));
    }

    [Fact]
    public void Counts_and_lengths_at_the_edges_of_integers_are_refused()
    {
        foreach (ulong count in NearTheEdges)
        {
            Refuses(FormatFault.CountExceedsFile, forge => forge.ClaimedTensors = count);
            Refuses(FormatFault.CountExceedsFile, forge => forge.ClaimedPairs = count);
            Refuses(FormatFault.CountExceedsFile, forge => forge.Set("x", GgufValueType.Array, GgufForge.ArrayHead(GgufValueType.UInt8, count)));
            Refuses(FormatFault.CountExceedsFile, forge => forge.Set("x", GgufValueType.Array, GgufForge.ArrayHead(GgufValueType.String, count)));
            Refuses(FormatFault.CountExceedsFile, forge => forge.Set("x", GgufValueType.Array, GgufForge.ArrayHead(GgufValueType.Float64, count)));
            Refuses(FormatFault.LengthExceedsFile, forge => forge.Set("x", GgufValueType.String, BitConverter.GetBytes(count)));
            Refuses(null, forge => forge.Change("token_embd.weight", tensor => tensor with { Dimensions = [count, 5] }));
            Refuses(null, forge => forge.Change("token_embd.weight", tensor => tensor with { Dimensions = [4, count] }));
            Refuses(null, forge => forge.Change("token_embd.weight", tensor => tensor with { Dimensions = [count, count, count, count] }));
            Refuses(null, forge => forge.Change("token_embd.weight", tensor => tensor with { Offset = count }));
            Refuses(null, forge => forge.Change("token_embd.weight", tensor => tensor with { Offset = count / 32 * 32 }));
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(3u)]
    [InlineData(4u)]
    [InlineData(1u << 30)]
    [InlineData(uint.MaxValue)]
    public void Only_useful_powers_of_two_are_alignments(uint alignment) =>
        Refuses(FormatFault.BadAlignment, forge => forge.Set("general.alignment", alignment));

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(4096)]
    public void Data_may_be_aligned_otherwise(int alignment)
    {
        var forge = GgufForge.Tiny();
        forge.Alignment = alignment;
        forge.Set("general.alignment", (uint)alignment);
        Assert.Null(Judge.Read(_memory, forge.Build()));
    }

    [Theory]
    [InlineData(7, null)]
    [InlineData(8, FormatFault.NestingTooDeep)]
    [InlineData(10_000, FormatFault.NestingTooDeep)]
    public void Arrays_nest_to_a_limit(int depth, FormatFault? fault)
    {
        byte[] value = [.. Enumerable.Repeat(GgufForge.ArrayHead(GgufValueType.Array, 1), depth).SelectMany(head => head), .. GgufForge.ArrayHead(GgufValueType.UInt8, 0)];
        Assert.Equal(fault, Judge.Read(_memory, GgufForge.Tiny().Set("x", GgufValueType.Array, value).Build()));
    }

    [Fact]
    public void Names_are_unique_present_and_text()
    {
        Refuses(FormatFault.DuplicateName, forge => forge.Pairs.Add(forge.Pairs[2]));
        Refuses(FormatFault.DuplicateName, forge => forge.Tensors.Add(forge.Tensors[2]));
        Refuses(FormatFault.EmptyName, forge => forge.Pairs.Add(([], 7, [1])));
        Refuses(FormatFault.EmptyName, forge => forge.Tensors.Add(new([], [1], 0, 4)));
        Refuses(FormatFault.InvalidUtf8, forge => forge.Pairs.Add(([0xC3, 0x28], 7, [1])));
        Refuses(FormatFault.InvalidUtf8, forge => forge.Tensors.Add(new([0xFF], [1], 0, 4)));
        Refuses(FormatFault.InvalidUtf8, forge => forge.Set("x", GgufValueType.String, GgufForge.Text([0xED, 0xA0, 0x80])));
        Refuses(FormatFault.InvalidUtf8, forge => forge.Set(Tokens, GgufValueType.Array, [.. GgufForge.ArrayHead(GgufValueType.String, 1), .. GgufForge.Text([0x80])]));
    }

    [Fact]
    public void Types_outside_the_format_are_refused()
    {
        Refuses(FormatFault.UnknownValueType, forge => forge.Pairs.Add(("x"u8.ToArray(), 13, [1])));
        Refuses(FormatFault.UnknownValueType, forge => forge.Pairs.Add(("x"u8.ToArray(), uint.MaxValue, [1])));
        Refuses(FormatFault.UnknownValueType, forge => forge.Set("x", GgufValueType.Array, GgufForge.ArrayHead((GgufValueType)13, 0)));
        Refuses(FormatFault.ValueOutOfRange, forge => forge.Set("x", GgufValueType.Bool, [2]));
        foreach (uint type in (uint[])[4, 5, 9, 10, 11, 15, 31, 99, uint.MaxValue])
            Refuses(FormatFault.UnsupportedTensorType, forge => forge.Change("output.weight", tensor => tensor with { Type = type }));
        Refuses(FormatFault.WrongValueType, forge => forge.Set(Heads, "two"));
        Refuses(FormatFault.WrongValueType, forge => forge.Set(Heads, 2f));
        Refuses(FormatFault.WrongValueType, forge => forge.Set(Epsilon, 1u));
        Refuses(FormatFault.WrongValueType, forge => forge.Set("general.architecture", 1u));
        Refuses(FormatFault.WrongValueType, forge => forge.Set("general.alignment", 32f));
        Refuses(FormatFault.WrongValueType, forge => forge.Set(Tokens, 5u));
        Refuses(FormatFault.WrongValueType, forge => forge.Set("tokenizer.ggml.add_bos_token", 1u));
        Refuses(FormatFault.WrongValueType, forge => forge.Set("tokenizer.ggml.bos_token_id", "x"));
        Refuses(FormatFault.WrongValueType, forge => forge.Set("tokenizer.ggml.scores", GgufValueType.Array, GgufForge.Array(GgufValueType.Int32, 5, 1, 2, 3, 4, 5)));
    }

    [Theory]
    [InlineData(GgufValueType.UInt8)]
    [InlineData(GgufValueType.Int8)]
    [InlineData(GgufValueType.UInt16)]
    [InlineData(GgufValueType.Int16)]
    [InlineData(GgufValueType.UInt32)]
    [InlineData(GgufValueType.Int32)]
    [InlineData(GgufValueType.UInt64)]
    [InlineData(GgufValueType.Int64)]
    public void A_size_may_have_any_whole_type_but_no_negative_value(GgufValueType type)
    {
        int width = type.SmallestBytes();
        Assert.Null(Judge.Read(_memory, GgufForge.Tiny().Set(Heads, type, BitConverter.GetBytes(2UL)[..width]).Build()));
        Refuses(FormatFault.ValueOutOfRange, forge => forge.Set(Heads, type, BitConverter.GetBytes(ulong.MaxValue)[..width]));
    }

    [Fact]
    public void Constants_are_finite_and_positive()
    {
        foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -1])
        {
            Refuses(FormatFault.NotFinite, forge => forge.Set(Epsilon, bad));
            Refuses(FormatFault.NotFinite, forge => forge.Set("llama.rope.freq_base", bad));
            Refuses(FormatFault.NotFinite, forge => forge.Set("llama.rope.scaling.factor", bad));
        }
        Refuses(FormatFault.NotFinite, forge => forge.Set(Epsilon, GgufValueType.Float64, BitConverter.GetBytes(double.NaN)));
        Refuses(FormatFault.NotFinite, forge => forge.Set("llama.rope.scaling.type", "yarn").Set("llama.rope.scaling.yarn_ext_factor", float.NaN));
        Refuses(FormatFault.NotFinite, forge => forge.Set("tokenizer.ggml.scores", GgufValueType.Array,
            [.. GgufForge.ArrayHead(GgufValueType.Float32, 5), .. new byte[16], 0, 0, 0x80, 0x7F]));
    }

    [Fact]
    public void Shapes_agree_with_the_facts()
    {
        Refuses(FormatFault.ValueOutOfRange, forge => forge.Set(Heads, 0u));
        Refuses(FormatFault.ValueOutOfRange, forge => forge.Set("llama.block_count", 0u));
        Refuses(FormatFault.ValueOutOfRange, forge => forge.Set("llama.context_length", 0u));
        Refuses(FormatFault.ValueOutOfRange, forge => forge.Set("llama.embedding_length", 1u << 31));
        Refuses(FormatFault.ValueOutOfRange, forge => forge.Set("llama.attention.head_count_kv", 3u));
        Refuses(FormatFault.MissingKey, forge => forge.Set(Heads, 3u));   // four do not divide among three, and no head size is given
        Refuses(FormatFault.ShapeMismatch, forge => forge.Set(Heads, 4u).Set("llama.attention.head_count_kv", 3u));
        Refuses(FormatFault.ShapeMismatch, forge => forge.Set(Heads, 4u));   // heads of one element cannot turn
        Refuses(FormatFault.ShapeMismatch, forge => forge.Set("llama.embedding_length", 8u));
        Refuses(FormatFault.ShapeMismatch, forge => forge.Change("output.weight", tensor => tensor with { Dimensions = [4, 4], SizeBytes = 64 }));
        Refuses(FormatFault.ShapeMismatch, forge => forge.Change("output.weight", tensor => tensor with { Dimensions = [4, 0] }));
        Refuses(FormatFault.UnsupportedFeature, forge => forge.Set("llama.attention.value_length", 4u));
        Refuses(FormatFault.MissingTensor, forge => forge.Set("llama.block_count", 2u));
        Refuses(FormatFault.MissingTensor, forge => forge.Tensors.RemoveAt(5));
        Refuses(FormatFault.UnexpectedTensor, forge => forge.Tensors.Add(new("blk.0.attn_output.bias"u8.ToArray(), [4], 0, 16)));
        Refuses(FormatFault.UnsupportedArchitecture, forge => forge.Set("general.architecture", "mamba"));
        Refuses(FormatFault.UnsupportedArchitecture, forge => forge.Set("general.architecture", new string('x', 100_000)));
        Refuses(FormatFault.MissingKey, forge => forge.Remove("general.architecture"));
        Refuses(FormatFault.UnsupportedFeature, forge => forge.Set("llama.expert_count", 8u));
        Refuses(FormatFault.UnsupportedFeature, forge => forge.Set("llama.rope.scaling.type", "longrope"));
        Refuses(FormatFault.ValueOutOfRange, forge => forge.Change("output.weight", tensor => tensor with { Dimensions = [] }));
        Refuses(FormatFault.ValueOutOfRange, forge => forge.Change("output.weight", tensor => tensor with { Dimensions = [1, 1, 1, 1, 1] }));
        foreach (uint type in (uint[])[2, 3, 6, 7, 8, 12, 13, 14])
            Refuses(FormatFault.BlockDoesNotDivideRow, forge => forge.Change("output.weight", tensor => tensor with { Type = type }));
    }

    [Fact]
    public void Data_lies_apart_aligned_and_within()
    {
        Refuses(FormatFault.Overlap, forge => forge.Change("output.weight", tensor => tensor with { Offset = 0 }));
        Refuses(FormatFault.Misaligned, forge => forge.Change("output.weight", tensor => tensor with { Offset = 4 }));
        Refuses(FormatFault.OffsetOutOfFile, forge => forge.Change("output.weight", tensor => tensor with { Offset = 4096 }));
        Refuses(FormatFault.Overflow, forge => forge.Change("output.weight", tensor => tensor with { Dimensions = [1 << 30, 1 << 30] }));
    }

    [Theory]
    [InlineData("token_embd.weight")]
    [InlineData("output.weight")]
    [InlineData("blk.0.ffn_down.weight")]   // the last one: the gap is at the end of the file
    public void A_tensor_whose_type_was_relabelled_leaves_a_gap_or_an_overlap(string name)
    {
        foreach (uint narrower in (uint[])[1, 30]) Refuses(FormatFault.Gap, forge => forge.Change(name, tensor => tensor with { Type = narrower }));
        Assert.Null(Judge.Read(_memory, GgufForge.Tiny().Change(name, tensor => tensor with { Type = 1, SizeBytes = tensor.SizeBytes / 2 }).Build()));
    }

    [Fact]
    public void Bytes_that_belong_to_no_tensor_are_refused_but_for_the_alignment()
    {
        byte[] whole = GgufForge.Tiny().Build();
        Assert.Null(Judge.Read(_memory, [.. whole, .. new byte[31]]));
        Assert.Equal(FormatFault.Gap, Judge.Read(_memory, [.. whole, .. new byte[32]]));
        Refuses(FormatFault.Gap, forge => forge.Change("blk.0.ffn_down.weight", tensor => tensor with { SizeBytes = tensor.SizeBytes + 64 }));
    }

    [Fact]
    public void Vocabularies_agree_with_themselves_and_the_tensors()
    {
        Refuses(FormatFault.ShapeMismatch, forge => forge.Set(Tokens, GgufValueType.Array, GgufForge.Texts("a", "b", "ab", "<s>")).Remove("tokenizer.ggml.scores").Remove("tokenizer.ggml.token_type").Remove("tokenizer.ggml.eos_token_id"));
        Refuses(FormatFault.VocabularyMismatch, forge => forge.Set("tokenizer.ggml.scores", GgufValueType.Array, GgufForge.Array(GgufValueType.Float32, 4, 0, 0, 0, 0)));
        Refuses(FormatFault.VocabularyMismatch, forge => forge.Set("tokenizer.ggml.token_type", GgufValueType.Array, GgufForge.Array(GgufValueType.Int32, 1, 1)));
        Refuses(FormatFault.ValueOutOfRange, forge => forge.Set("tokenizer.ggml.token_type", GgufValueType.Array, GgufForge.Array(GgufValueType.Int32, 5, 1, 1, 1, 3, 7)));
        Refuses(FormatFault.ValueOutOfRange, forge => forge.Set(Tokens, GgufValueType.Array, GgufForge.Texts()));
        Refuses(FormatFault.MissingKey, forge => forge.Remove(Tokens));
        Refuses(FormatFault.UnsupportedFeature, forge => forge.Set("tokenizer.ggml.model", "bert"));
        Refuses(FormatFault.UnknownToken, forge => forge.Set("tokenizer.ggml.bos_token_id", 5u));
        foreach (string merge in (string[])["a c", "ab a", "ab", "a", "", " ", "a ", " b"])
            RefusesByteLevel(FormatFault.UnknownToken, forge => forge.Set("tokenizer.ggml.merges", GgufValueType.Array, GgufForge.Texts(merge)));
        RefusesByteLevel(FormatFault.MissingKey, forge => forge.Remove("tokenizer.ggml.merges"));
        Assert.Null(Judge.Read(_memory, GgufForge.Tiny().Set("tokenizer.ggml.padding_token_id", uint.MaxValue).Build()));
    }

    [Fact]
    public void Truncation_anywhere_is_refused()
    {
        foreach (bool byteLevel in (bool[])[false, true])
        {
            byte[] whole = GgufForge.Tiny(byteLevel).Build();
            int end = whole.Length - 32 + 4 * 4 * 6 % 32;   // what follows the last tensor is padding
            for (int length = 0; length < end; length++) Assert.NotNull(Judge.Read(_memory, whole.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Every_single_bit_flip_is_refused_or_gives_a_sound_model()
    {
        int refused = 0, flips = 0;
        foreach (bool byteLevel in (bool[])[false, true])
        {
            byte[] bytes = GgufForge.Tiny(byteLevel).Build();
            int head = bytes.Length - GgufForge.Tiny().Tensors.Sum(tensor => (tensor.SizeBytes + 31) / 32 * 32);
            for (int bit = 0; bit < head * 8; bit++, flips++)
            {
                bytes[bit / 8] ^= (byte)(1 << bit % 8);
                if (Judge.Read(_memory, bytes) is not null) refused++;
                bytes[bit / 8] ^= (byte)(1 << bit % 8);
            }
        }
        Assert.InRange(refused, flips / 2, flips - 1);   // the rest are letters of pieces, low bits of numbers and padding
    }

    private void Refuses(FormatFault? fault, Action<GgufForge> spoil) => Refuses(fault, spoil, byteLevel: false);

    private void RefusesByteLevel(FormatFault? fault, Action<GgufForge> spoil) => Refuses(fault, spoil, byteLevel: true);

    /// <param name="fault">Null where several are right.</param>
    private void Refuses(FormatFault? fault, Action<GgufForge> spoil, bool byteLevel)
    {
        var forge = GgufForge.Tiny(byteLevel);
        spoil(forge);
        var found = Judge.Read(_memory, forge.Build());
        Assert.NotNull(found);
        if (fault is not null) Assert.Equal(fault, found);
    }
}
