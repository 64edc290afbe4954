using System.Buffers.Binary;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;
using Teleo.Engine.Tests.Bytes;

namespace Teleo.Engine.Tests.Formats;

public sealed class BadSlmTests : IDisposable
{
    private readonly GuardedBytes _memory = new(1 << 20);

    public void Dispose() => _memory.Dispose();

    public static TheoryData<int, TensorType> Kinds() => new()
    {
        { 260, TensorType.F32 },
        { 260, TensorType.SlmQ8 },
        { 260, TensorType.SlmQ4 },
        { 262, TensorType.F32 },
        { 300, TensorType.SlmQ4 },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void Truncation_anywhere_is_refused(int vocabulary, TensorType type)
    {
        byte[] whole = SlmOf(vocabulary, type);
        Assert.Null(Judge.Read(_memory, whole));
        for (int length = 0; length < whole.Length; length++) Assert.NotNull(Judge.Read(_memory, whole.AsSpan(0, length)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_single_bit_flip_of_the_head_is_refused_or_gives_a_sound_model_that_the_checksum_disowns(int vocabulary, TensorType type)
    {
        byte[] bytes = SlmOf(vocabulary, type);
        int head = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(92));
        int accepted = 0;
        for (int bit = 0; bit < head * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            if (Judge.Read(_memory, bytes) is null)
            {
                accepted++;
                Assert.NotEqual(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(SlmHeader.ChecksumAt)), Checksum(bytes));
            }
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
        Assert.InRange(accepted, 1, head * 8 / 2);
    }

    [Theory]
    [InlineData(0, 0x324D4C53u, FormatFault.BadMagic)]
    [InlineData(4, 2u, FormatFault.UnsupportedVersion)]
    [InlineData(8, 107u, FormatFault.BadHeader)]
    [InlineData(8, uint.MaxValue, FormatFault.BadHeader)]
    [InlineData(12, 2u, FormatFault.UnsupportedArchitecture)]
    [InlineData(16, 2u, FormatFault.UnsupportedFeature)]
    [InlineData(16, 1u, FormatFault.UnexpectedTensor)]      // tied, yet the output is there
    [InlineData(20, 0u, FormatFault.ValueOutOfRange)]
    [InlineData(20, 261u, FormatFault.VocabularyMismatch)]
    [InlineData(20, 1u << 31, FormatFault.ValueOutOfRange)]
    [InlineData(24, 3u, FormatFault.ValueOutOfRange)]
    [InlineData(24, 261u, FormatFault.ValueOutOfRange)]
    [InlineData(28, 0u, FormatFault.ValueOutOfRange)]
    [InlineData(28, 16u, FormatFault.ShapeMismatch)]
    [InlineData(32, 0u, FormatFault.ValueOutOfRange)]
    [InlineData(32, 2u, FormatFault.MissingTensor)]
    [InlineData(32, uint.MaxValue, FormatFault.ValueOutOfRange)]
    [InlineData(36, 0u, FormatFault.ValueOutOfRange)]
    [InlineData(40, 0u, FormatFault.ValueOutOfRange)]
    [InlineData(40, 2u, FormatFault.ValueOutOfRange)]       // more than the heads
    [InlineData(44, 0u, FormatFault.ValueOutOfRange)]
    [InlineData(44, 7u, FormatFault.ShapeMismatch)]
    [InlineData(48, 0u, FormatFault.ValueOutOfRange)]
    [InlineData(52, 0u, FormatFault.ValueOutOfRange)]
    [InlineData(56, 0x7FC00000u, FormatFault.NotFinite)]
    [InlineData(56, 0x7F800000u, FormatFault.NotFinite)]
    [InlineData(60, 0u, FormatFault.NotFinite)]
    [InlineData(60, 0xBF800000u, FormatFault.NotFinite)]
    [InlineData(64, 0u, FormatFault.Overlap)]               // the tokenizer within the header
    [InlineData(68, 1u, FormatFault.OffsetOutOfFile)]       // the high half of its offset
    [InlineData(72, 29u, FormatFault.BadHeader)]
    [InlineData(76, uint.MaxValue, FormatFault.OffsetOutOfFile)]
    [InlineData(80, 200u, FormatFault.Misaligned)]
    [InlineData(80, 64u, FormatFault.Overlap)]
    [InlineData(84, 1u << 31, FormatFault.OffsetOutOfFile)]
    [InlineData(88, uint.MaxValue, FormatFault.CountExceedsFile)]
    [InlineData(88, 0u, FormatFault.MissingTensor)]
    [InlineData(88, 11u, FormatFault.Gap)]                  // the bytes of the twelfth belong to none
    [InlineData(92, 961u, FormatFault.Misaligned)]
    [InlineData(92, 896u, FormatFault.Overlap)]             // data within the directory
    [InlineData(96, 1u, FormatFault.OffsetOutOfFile)]
    [InlineData(108, 0u, FormatFault.BadMagic)]             // the tokenizer's own
    [InlineData(112, 2u, FormatFault.UnsupportedVersion)]
    [InlineData(116, 259u, FormatFault.VocabularyMismatch)]
    [InlineData(120, 255u, FormatFault.ValueOutOfRange)]
    [InlineData(192 + 8, 0u, FormatFault.UnsupportedTensorType)]
    [InlineData(192 + 8, 4u, FormatFault.UnsupportedTensorType)]
    [InlineData(192 + 12, 0u, FormatFault.ValueOutOfRange)]
    [InlineData(192 + 12, 5u, FormatFault.ValueOutOfRange)]
    [InlineData(192 + 16, 0u, FormatFault.ShapeMismatch)]
    [InlineData(192 + 16, uint.MaxValue, FormatFault.ValueOutOfRange)]
    [InlineData(192 + 20, 1u << 20, FormatFault.ShapeMismatch)]
    [InlineData(192 + 24, 2u, FormatFault.ShapeMismatch)]
    [InlineData(192 + 32, 961u, FormatFault.Misaligned)]
    [InlineData(192 + 32, 0u, FormatFault.Overlap)]         // payload before the data
    [InlineData(192 + 32, 1024u, FormatFault.Gap)]          // bytes before the payload belong to none
    [InlineData(192 + 64 + 32, 960u, FormatFault.Overlap)]  // payload over the one before
    [InlineData(192 + 36, 1u, FormatFault.OffsetOutOfFile)]
    [InlineData(192 + 40, 1u, FormatFault.ShapeMismatch)]
    [InlineData(192 + 0, 0u, FormatFault.MissingTensor)]    // another name
    public void A_wrong_field_is_named(int offset, uint value, FormatFault fault)
    {
        byte[] bytes = SlmOf(260, TensorType.F32);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
        Assert.Equal(fault, Judge.Read(_memory, bytes));
    }

    [Fact]
    public void Bytes_behind_the_last_tensor_are_refused() =>
        Assert.Equal(FormatFault.Gap, Judge.Read(_memory, [.. SlmOf(260, TensorType.SlmQ8), .. new byte[SlmHeader.Alignment]]));

    [Fact]
    public void Every_flipped_bit_is_found_when_the_file_is_opened_unless_any_checksum_is_accepted()
    {
        string path = Path.Combine(TestFolder.New(), "model.slm");
        byte[] bytes = SlmOf(260, TensorType.SlmQ8);
        for (int bit = 0; bit < bytes.Length * 8; bit += 401)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            File.WriteAllBytes(path, bytes);
            bool opens = ModelFile.TryOpen(path, out var model, out var error, acceptsAnyChecksum: true);
            if (opens) model.Dispose();
            Assert.False(ModelFile.TryOpen(path, out _, out var refusal));
            Assert.Equal(opens ? FormatFault.ChecksumMismatch : error.Fault, refusal.Fault);
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }

        File.WriteAllBytes(path, bytes);
        Assert.True(ModelFile.TryOpen(path, out var whole, out _));
        whole.Dispose();
        Assert.True(ModelFile.TryOpen(bytes.AsMemory(), out whole, out _));
        whole.Dispose();
        bytes[^100] ^= 1;
        Assert.False(ModelFile.TryOpen(bytes.AsMemory(), out _, out var changed));
        Assert.Equal(FormatFault.ChecksumMismatch, changed.Fault);
    }

    [Fact]
    public void The_checksum_field_is_never_zero()
    {
        byte[] bytes = SlmOf(260, TensorType.F32);
        bytes.AsSpan(SlmHeader.ChecksumAt, 8).Clear();
        Assert.Equal(FormatFault.ValueOutOfRange, Judge.Read(_memory, bytes));
    }

    [Theory]
    [InlineData(0x7FC00000u)]
    [InlineData(0x7F800000u)]
    [InlineData(0u)]
    [InlineData(0xBF800000u)]
    public void Scales_are_finite_and_positive(uint bits)
    {
        foreach (var type in (TensorType[])[TensorType.SlmQ8, TensorType.SlmQ4])
        {
            byte[] bytes = SlmOf(260, type);
            int scalesAt = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(192 + 48));
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(scalesAt + 40), bits);
            Assert.Equal(FormatFault.NotFinite, Judge.Read(_memory, bytes));
        }
    }

    [Theory]
    [InlineData(TensorType.SlmQ8, 4u)]
    [InlineData(TensorType.SlmQ4, 3u)]
    [InlineData(TensorType.SlmQ4, 0u)]
    public void The_block_size_is_the_one_the_type_has(TensorType type, uint block)
    {
        byte[] bytes = SlmOf(260, type);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(192 + 56), block);
        Assert.Equal(FormatFault.BlockDoesNotDivideRow, Judge.Read(_memory, bytes));
    }

    [Fact]
    public void Two_tensors_of_one_name_are_refused()
    {
        byte[] bytes = SlmOf(260, TensorType.F32);
        bytes.AsSpan(192, 8).CopyTo(bytes.AsSpan(192 + 64));
        Assert.Equal(FormatFault.DuplicateName, Judge.Read(_memory, bytes));
    }

    // BPE1 at 108: header 36 bytes, records of 10 bytes at 144 and 154, merges of 16 bytes at 164 and 180.
    [Theory]
    [InlineData(108 + 28, 3u, FormatFault.VocabularyMismatch)]           // tokens
    [InlineData(108 + 28, uint.MaxValue, FormatFault.CountExceedsFile)]
    [InlineData(108 + 32, uint.MaxValue, FormatFault.CountExceedsFile)]  // merges
    [InlineData(108 + 32, 1u, FormatFault.BadHeader)]                    // bytes are left over
    [InlineData(144, 261u, FormatFault.ValueOutOfRange)]                 // ids in order
    [InlineData(148, 0u, FormatFault.EmptyName)]
    [InlineData(148, 1u << 31, FormatFault.LengthExceedsFile)]
    [InlineData(164, 262u, FormatFault.UnknownToken)]
    [InlineData(168, uint.MaxValue, FormatFault.UnknownToken)]
    [InlineData(172, 262u, FormatFault.UnknownToken)]
    [InlineData(172, 261u, FormatFault.VocabularyMismatch)]              // not the two joined
    [InlineData(176, 1u, FormatFault.ValueOutOfRange)]                   // a rank twice
    [InlineData(176, 2u, FormatFault.ValueOutOfRange)]
    public void A_wrong_field_of_a_pair_vocabulary_is_named(int offset, uint value, FormatFault fault)
    {
        byte[] bytes = SlmOf(262, TensorType.F32);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
        Assert.Equal(fault, Judge.Read(_memory, bytes));
    }

    [Fact]
    public void A_longer_header_is_read_and_its_extra_bytes_ignored()
    {
        byte[] plain = SlmOf(260, TensorType.F32);
        byte[] bytes = [.. plain[..108], .. new byte[64], .. plain[108..]];
        bytes[8] += 64;
        int[] offsets = [64, 80, 92, .. Enumerable.Range(0, 12).Select(entry => 256 + 64 * entry + 32)];
        foreach (int field in offsets)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(field), BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(field)) + 64);
        Assert.Null(Judge.Read(_memory, bytes));
    }

    internal static byte[] SlmOf(int vocabulary, TensorType type)
    {
        var content = ModelContent.Invented(FixtureShape.Named["tiny"] with { Vocabulary = vocabulary }, 1, ModelFormat.Slm);
        using var stream = new MemoryStream();
        SlmExport.Write(stream, content, TypeChoice.Uniform(type), Fnv1aWords.Instance);
        return stream.ToArray();
    }

    private static unsafe ulong Checksum(byte[] bytes)
    {
        fixed (byte* start = bytes) return SlmChecksums.Of(new(start, bytes.Length), Fnv1aWords.Instance);
    }
}
