using System.Text;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;
using Teleo.Engine.Tests.Bytes;

namespace Teleo.Engine.Tests.Loading;

public class ModelFileTests
{
    [Theory]
    [InlineData("stories260K.gguf", 172, TensorType.F32)]
    [InlineData("stories260K-f16.gguf", 172, TensorType.F16)]
    [InlineData("stories260K-q8mix.gguf", 172, TensorType.F16)]
    [InlineData("stories260Kp-f32.gguf", 192, TensorType.F32)]
    [InlineData("stories260Kp-q8_0.gguf", 192, TensorType.Q8_0)]
    [InlineData("stories260Kp-q4_0.gguf", 192, TensorType.Q4_0)]
    [InlineData("stories260Kp-q4_0pure.gguf", 192, TensorType.Q4_0)]
    public void Every_shipped_model_opens_with_its_facts(string name, int feedForward, TensorType down)
    {
        Assert.True(ModelFile.TryOpen(Repository.Model(name), out var model, out var error), error.ToString());
        using (model)
        {
            var expected = new ModelFacts
            {
                Architecture = "llama",
                VocabularySize = 512,
                HiddenSize = 64,
                LayerCount = 5,
                FeedForwardSize = feedForward,
                HeadCount = 8,
                KvHeadCount = 4,
                HeadSize = 8,
                ContextLength = 2048,
                RmsEpsilon = 1e-5f,
                RopeTheta = 10000,
                RopePairing = RopePairing.Adjacent,
                RopeSize = 8,
            };
            Assert.Equal(expected, model.Facts);
            Assert.Equal(5, model.Weights.Layers.Length);
            Assert.Equal(down, model.Weights.Layers[4].Down.Type);
            Assert.Equal((64, feedForward), (model.Weights.Layers[4].Down.Rows, model.Weights.Layers[4].Down.Columns));
            Assert.False(model.Weights.Layers[0].QueryBias.Exists);
        }
    }

    [Fact]
    public void The_vocabulary_is_read_in_place_and_ids_of_all_ones_mean_none()
    {
        Assert.True(ModelFile.TryOpen(Repository.Model("stories260K.gguf"), out var model, out _));
        using (model)
        {
            var vocabulary = model.Vocabulary;
            Assert.Equal(VocabularyKind.SentencePiece, vocabulary.Kind);
            Assert.Equal("<0x00>", Encoding.UTF8.GetString(vocabulary.Piece(3)));
            Assert.Equal((TokenKind.Unknown, TokenKind.Control, TokenKind.Byte), (vocabulary.KindOf(0), vocabulary.KindOf(1), vocabulary.KindOf(3)));
            Assert.Equal((1, 2, 0), (vocabulary.Bos, vocabulary.Eos, vocabulary.Unknown));
            Assert.Null(vocabulary.Padding);
            Assert.Null(vocabulary.Separator);
            for (int token = 0; token < vocabulary.Count; token++)
                Assert.True(vocabulary.Piece(vocabulary.Find(vocabulary.Piece(token))).SequenceEqual(vocabulary.Piece(token)));
        }
    }

    [Theory]
    [InlineData("stories260K.gguf", 512)]
    [InlineData("stories260Kp-q4_0.gguf", 512)]
    public void Opening_decodes_nothing(string name, int tokens)
    {
        string path = Repository.Model(name);
        Open(path).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var model = Open(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 * tokens + (32 << 10));
    }

    [Fact]
    public unsafe void Weights_and_pieces_lie_in_the_file()
    {
        using var model = Open(Repository.Model("stories260K.gguf"));
        byte* start = model.Bytes.Start;
        Assert.True(new ReadOnlySpan<byte>(start, 4).SequenceEqual("GGUF"u8));
        Assert.InRange(model.Weights.Embedding.Data - start, 14_000, model.SizeBytes);
        fixed (byte* piece = model.Vocabulary.Piece(300)) Assert.InRange(piece - start, 0, 14_200);
    }

    private static ModelFile Open(string path)
    {
        Assert.True(ModelFile.TryOpen(path, out var model, out var error), error.ToString());
        return model;
    }

    [NightlyTheory]
    [InlineData("stories260K.gguf")]
    [InlineData("stories260K-q8mix.gguf")]
    public void Every_bit_of_a_shipped_head_may_flip_and_its_file_end_anywhere(string name)
    {
        byte[] bytes = File.ReadAllBytes(Repository.Model(name));
        using var memory = new GuardedBytes(bytes.Length);
        const int Head = 14_300;
        for (int bit = 0; bit < 8 * Head; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            Judge.Read(memory, bytes);
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
        for (int length = 0; length < bytes.Length; length += length < Head ? 1 : 97)
            Assert.NotNull(Judge.Read(memory, bytes.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("ggml-vocab-phi-3.gguf", VocabularyKind.SentencePiece, 32064, 0, "default")]
    [InlineData("ggml-vocab-gpt-2.gguf", VocabularyKind.ByteLevelBpe, 50257, 50000, "gpt-2")]
    public void A_file_without_tensors_opens_for_its_vocabulary(string name, VocabularyKind kind, int count, int merges, string pre)
    {
        Assert.True(VocabularyFile.TryOpen(Repository.Model(name), out var file, out var error), error.ToString());
        using (file)
        {
            Assert.Equal((kind, count, merges, pre), (file.Facts.Kind, file.Facts.Count, file.Facts.MergeCount, file.Facts.PreTokenizer));
            for (int rank = 0; rank < merges; rank++)
            {
                var (left, right, output) = file.Facts.MergeAt(rank);
                byte[] joined = [.. file.Facts.Piece(left), .. file.Facts.Piece(right)];
                Assert.True(file.Facts.Piece(output).SequenceEqual(joined));
            }
        }
    }
}
