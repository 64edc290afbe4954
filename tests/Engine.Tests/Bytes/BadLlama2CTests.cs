using System.Buffers.Binary;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;

namespace Teleo.Engine.Tests.Bytes;

public sealed class BadLlama2CTests : IDisposable
{
    private static readonly byte[] Whole = File.ReadAllBytes(Repository.Model("stories260K.bin"));
    private readonly GuardedBytes _memory = new(2 << 20);
    private readonly string _folder = TestFolder.New("teleo-llama2c");

    public void Dispose()
    {
        _memory.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Only_the_exact_size_is_a_model()
    {
        for (int length = 0; length < 28; length++) Assert.Equal(FormatFault.Truncated, Read(Whole.AsSpan(0, length)));
        foreach (int length in (int[])[28, 1000, Whole.Length - 4, Whole.Length - 1]) Assert.Equal(FormatFault.BadMagic, Read(Whole.AsSpan(0, length)));
        Assert.Equal(FormatFault.BadMagic, Read([.. Whole, 0]));
        Assert.Null(Read(Whole));
    }

    [Fact]
    public void Every_single_bit_flip_of_the_header_is_refused()
    {
        byte[] bytes = [.. Whole];
        for (int bit = 0; bit < 28 * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.NotNull(Read(bytes));
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Impossible_numbers_in_the_header_are_refused(int number)
    {
        for (int field = 0; field < 7; field++)
        {
            byte[] bytes = [.. Whole];
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * field), number);
            Assert.NotNull(Read(bytes));
        }
    }

    [Fact]
    public void A_vocabulary_file_is_checked_like_the_model()
    {
        byte[] pieces = File.ReadAllBytes(Repository.Model("tok512.bin"));
        for (int length = 0; length < pieces.Length; length++) Assert.NotNull(ReadVocabulary(pieces.AsSpan(0, length), 512));
        Assert.Equal(FormatFault.VocabularyMismatch, ReadVocabulary([.. pieces, 0], 512));
        Assert.Equal(FormatFault.VocabularyMismatch, ReadVocabulary(pieces, 511));
        Assert.Null(ReadVocabulary(pieces, 512));
        Assert.Equal(FormatFault.LengthExceedsFile, ReadVocabulary(Changed(pieces, 8, 0x80000000), 512));
        Assert.Equal(FormatFault.LengthExceedsFile, ReadVocabulary(Changed(pieces, 0, 2), 512));        // longer than the longest
        Assert.Equal(FormatFault.NotFinite, ReadVocabulary(Changed(pieces, 4, 0x7FC00000), 512));
        Assert.Equal(FormatFault.InvalidUtf8, ReadVocabulary(Changed(pieces, 12, 0xFFFFFFFF), 512));
    }

    [Fact]
    public void A_missing_vocabulary_file_is_named()
    {
        string model = Path.Combine(_folder, "model.bin");
        File.Copy(Repository.Model("stories260K.bin"), model);
        Assert.False(ModelFile.TryOpen(model, out _, out var error));
        Assert.Equal(FormatFault.Unreadable, error.Fault);
        Assert.Contains("tokenizer.bin", error.Subject, StringComparison.Ordinal);
        Assert.True(ModelFile.TryOpen(model, out var opened, out error, Repository.Model("tok512.bin")), error.ToString());
        opened.Dispose();
    }

    private FormatFault? Read(ReadOnlySpan<byte> content) => Judge.Read(_memory, content, Repository.Model("tok512.bin"));

    private FormatFault? ReadVocabulary(ReadOnlySpan<byte> content, int count) =>
        Llama2CVocabulary.TryRead(_memory.Put(content), count, out _, out var error) ? null : error.Fault;

    private static byte[] Changed(byte[] bytes, int at, uint value)
    {
        byte[] changed = [.. bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), value);
        return changed;
    }
}
