using System.Text;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;

namespace Teleo.Engine.Tests.Packing;

public sealed class PackerTests : IDisposable
{
    private static readonly FixtureShape Tiny = FixtureShape.Named["tiny"];
    private readonly string _folder = TestFolder.New("teleo-packer");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("17M", TensorType.F32, 68_194_944)]
    [InlineData("17M", TensorType.SlmQ8, 17_160_000)]
    [InlineData("17M", TensorType.SlmQ4, 10_657_728)]
    [InlineData("tiny", TensorType.F32, 20_352)]
    [InlineData("tiny", TensorType.SlmQ8, 8_832)]
    [InlineData("tiny", TensorType.SlmQ4, 6_592)]
    public void Slm_files_have_their_golden_sizes(string shape, TensorType type, long bytes)
    {
        Write("m.slm", FixtureShape.Named[shape], type);
        Assert.Equal(bytes, new FileInfo(PathOf("m.slm")).Length);
        Open("m.slm").Dispose();
    }

    [Fact]
    public void Two_learned_tokens_make_the_golden_size_of_a_pair_vocabulary()
    {
        Write("m.slm", Tiny with { Vocabulary = 262 }, TensorType.F32);
        Assert.Equal(20_544, new FileInfo(PathOf("m.slm")).Length);
        using var model = Open("m.slm");
        Assert.Equal((VocabularyKind.SlmBpe, 262, 2), (model.Vocabulary.Kind, model.Vocabulary.Count, model.Vocabulary.MergeCount));
        Assert.Equal(new TokenMerge(0, 1, 261), model.Vocabulary.MergeAt(1));
        Assert.Equal([0, 1], model.Vocabulary.Piece(261).ToArray());
    }

    [Fact]
    public void A_tied_output_is_stored_once()
    {
        Write("untied.gguf", Tiny with { Vocabulary = 260 }, TensorType.F32);
        byte[] bytes = File.ReadAllBytes(PathOf("untied.gguf"));
        using var model = Open("untied.gguf");
        var content = ModelContent.Of(model) with { Facts = model.Facts with { TiedOutput = true }, Vocabulary = FixtureVocabulary.For(ModelFormat.Slm, 260) };
        using (var stream = File.Create(PathOf("tied.slm")))
            SlmExport.Write(stream, content, TypeChoice.Uniform(TensorType.F32), Fnv1aWords.Instance);
        Assert.Equal(11_968, new FileInfo(PathOf("tied.slm")).Length);
        using var tied = Open("tied.slm");
        Assert.True(tied.Facts.TiedOutput);
        Assert.Equal(tied.Weights.Embedding, tied.Weights.Output);
    }

    [Fact]
    public void The_llama2c_files_give_the_shipped_gguf_save_its_context_length()
    {
        Assert.True(Packer.TryConvert(Repository.Model("stories260K.bin"), PathOf("out.gguf"), null, out var error), error.ToString());
        byte[] made = File.ReadAllBytes(PathOf("out.gguf")), shipped = File.ReadAllBytes(Repository.Model("stories260K.gguf"));
        Assert.Equal(shipped.Length, made.Length);
        int at = shipped.AsSpan().IndexOf("llama.context_length"u8) + "llama.context_length".Length + 4;
        Assert.Equal([0, 2, 0, 0], made[at..(at + 4)]);      // 512, as the .bin says
        Assert.Equal([0, 8, 0, 0], shipped[at..(at + 4)]);   // 2048
        shipped.AsSpan(at, 4).CopyTo(made.AsSpan(at));
        Assert.True(made.AsSpan().SequenceEqual(shipped));
    }

    [Fact]
    public void A_gguf_goes_to_llama2c_and_back_with_every_weight_and_piece()
    {
        string source = Repository.Model("stories260K.bin");
        Assert.True(Packer.TryConvert(source, PathOf("copy.bin"), null, out var error), error.ToString());
        Assert.True(File.ReadAllBytes(Repository.Model("tok512.bin")).SequenceEqual(File.ReadAllBytes(PathOf("tok512.bin"))));
        byte[] made = File.ReadAllBytes(PathOf("copy.bin")), original = File.ReadAllBytes(source);
        int rotations = 2 * 4 * 512 * 4;   // at the end, and rounded by another library
        Assert.True(made.AsSpan(0, made.Length - rotations).SequenceEqual(original.AsSpan(0, original.Length - rotations)));
        Assert.True(Packer.TryConvert(Repository.Model("stories260K.gguf"), PathOf("from-gguf.bin"), null, out error), error.ToString());
        using var model = Open("from-gguf.bin");
        Assert.Equal(2048, model.Facts.ContextLength);
    }

    [Theory]
    [InlineData("stories260K.gguf")]
    [InlineData("stories260K-f16.gguf")]
    [InlineData("stories260K-q8mix.gguf")]
    [InlineData("stories260Kp-q4_0.gguf")]
    public void Writing_what_was_read_gives_the_same_bytes(string name)
    {
        Assert.True(Packer.TryConvert(Repository.Model(name), PathOf("copy.gguf"), null, out var error), error.ToString());
        Assert.True(File.ReadAllBytes(Repository.Model(name)).AsSpan().SequenceEqual(File.ReadAllBytes(PathOf("copy.gguf"))));
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.SlmQ8)]
    [InlineData(TensorType.SlmQ4)]
    public void Slm_written_from_slm_is_the_same_file(TensorType type)
    {
        Write("a.slm", Tiny with { Vocabulary = 300 }, type);
        Assert.True(Packer.TryConvert(PathOf("a.slm"), PathOf("b.slm"), null, out var error), error.ToString());
        Assert.Equal(File.ReadAllBytes(PathOf("a.slm")), File.ReadAllBytes(PathOf("b.slm")));
    }

    [Fact]
    public void A_byte_vocabulary_goes_to_gguf_and_back()
    {
        Write("a.slm", Tiny, TensorType.F32);
        Assert.True(Packer.TryConvert(PathOf("a.slm"), PathOf("b.gguf"), null, out var error), error.ToString());
        Assert.True(Packer.TryConvert(PathOf("b.gguf"), PathOf("c.slm"), null, out error), error.ToString());
        Assert.Equal(File.ReadAllBytes(PathOf("a.slm")), File.ReadAllBytes(PathOf("c.slm")));
        using var middle = Open("b.gguf");
        Assert.Equal("\u0120", Encoding.UTF8.GetString(middle.Vocabulary.Piece(' ')));
    }

    [Theory]
    [InlineData("stories260K.gguf", "x.slm", null, "vocabularies")]
    [InlineData("stories260Kp-q8_0.gguf", "x.bin", null, "f32 only")]
    [InlineData("stories260K.gguf", "x.gguf", TensorType.Q8_0, "quantize")]
    [InlineData("stories260K.gguf", "x.txt", null, ".gguf, .slm or .bin")]
    public void What_would_be_lost_is_refused_with_the_reason(string input, string output, TensorType? type, string reason)
    {
        Assert.False(Packer.TryConvert(Repository.Model(input), PathOf(output), type, out var error));
        Assert.Equal(FormatFault.WouldLose, error.Fault);
        Assert.Contains(reason, error.Subject, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf(output)));
    }

    [Fact]
    public void Quantised_slm_becomes_gguf_only_as_f32_and_then_keeps_every_value()
    {
        Write("a.slm", Tiny, TensorType.SlmQ8);
        Assert.False(Packer.TryConvert(PathOf("a.slm"), PathOf("b.gguf"), null, out var error));
        Assert.Contains("f32 keeps every value", error.Subject, StringComparison.Ordinal);
        Assert.True(Packer.TryConvert(PathOf("a.slm"), PathOf("b.gguf"), TensorType.F32, out error), error.ToString());
        using var slm = Open("a.slm");
        using var gguf = Open("b.gguf");
        foreach (var slot in PartSlot.All(slm.Facts)) Assert.Equal(Values(slm, slot), Values(gguf, slot));
    }

    [Theory]
    [InlineData("stories260Kp-f32.gguf", TensorType.Q8_0, "stories260Kp-q8_0.gguf")]
    [InlineData("stories260Kp-f32.gguf", TensorType.Q4_0, "stories260Kp-q4_0.gguf")]
    [InlineData("stories260K.gguf", TensorType.Q8_0, "stories260K-q8mix.gguf")]
    [InlineData("stories260K.gguf", TensorType.F16, "stories260K-f16.gguf")]
    public void Quantising_chooses_the_types_and_bytes_of_the_reference_tool(string source, TensorType type, string reference)
    {
        Assert.True(Packer.TryQuantize(Repository.Model(source), PathOf("q.gguf"), type, out var error), error.ToString());
        using var made = Open("q.gguf");
        Assert.True(ModelFile.TryOpen(Repository.Model(reference), out var expected, out _));
        using (expected)
            foreach (var slot in PartSlot.All(expected.Facts))
            {
                Assert.Equal(expected.Weights[slot].Type, made.Weights[slot].Type);
                Assert.True(Bytes(expected, slot).SequenceEqual(Bytes(made, slot)), slot.ToString());
            }
    }

    [Fact]
    public void What_was_quantised_before_is_not_quantised_again()
    {
        Assert.False(Packer.TryQuantize(Repository.Model("stories260Kp-q8_0.gguf"), PathOf("q.gguf"), TensorType.Q4_0, out var error));
        Assert.Equal(FormatFault.WouldLose, error.Fault);
    }

    [Theory]
    [MemberData(nameof(GgufTypes))]
    public void Fixtures_of_every_type_open_and_depend_on_the_seed_alone(TensorType type)
    {
        var shape = new FixtureShape(300, 256, 2, 512, 4, 2, 64);
        Write("a.gguf", shape, type, seed: 1);
        Write("b.gguf", shape, type, seed: 1);
        Write("c.gguf", shape, type, seed: 2);
        Assert.True(File.ReadAllBytes(PathOf("a.gguf")).AsSpan().SequenceEqual(File.ReadAllBytes(PathOf("b.gguf"))));
        Assert.False(File.ReadAllBytes(PathOf("a.gguf")).AsSpan().SequenceEqual(File.ReadAllBytes(PathOf("c.gguf"))));
        using var model = Open("a.gguf");
        Assert.Equal(type, model.Weights.Layers[1].Down.Type);
        Assert.Equal(shape.Facts(), model.Facts);
    }

    public static TheoryData<TensorType> GgufTypes() => [.. TensorTypeNames.Of(ModelFormat.Gguf)];

    [Theory]
    [InlineData("260,8,1,16,3,1,64", false)]
    [InlineData("260,8,1,16,1,1", false)]
    [InlineData("260,8,1,16,1,0,64", false)]
    [InlineData("100,8,1,16,1,1,64", false)]
    [InlineData("260,8,1,16,2,1,64", true)]
    [InlineData("tiny", true)]
    public void Shapes_are_checked_before_anything_is_written(string text, bool valid) =>
        Assert.Equal(valid, FixtureShape.TryParse(text, out _));

    [Fact]
    public void A_fixture_whose_rows_do_not_fit_the_type_is_refused()
    {
        Assert.False(Packer.TryWriteFixture(PathOf("m.gguf"), Tiny, TensorType.Q8_0, 1, out var error));
        Assert.Equal(FormatFault.BlockDoesNotDivideRow, error.Fault);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Write(string name, FixtureShape shape, TensorType type, ulong seed = 1) =>
        Assert.True(Packer.TryWriteFixture(PathOf(name), shape, type, seed, out var error), error.ToString());

    private ModelFile Open(string name)
    {
        Assert.True(ModelFile.TryOpen(PathOf(name), out var model, out var error), error.ToString());
        return model;
    }

    private static float[] Values(ModelFile model, PartSlot slot)
    {
        var values = new float[slot.Rows * slot.Columns];
        for (int row = 0; row < slot.Rows; row++)
            new ViewSource(model.Weights[slot]).ReadRow(row, values.AsSpan(row * slot.Columns, slot.Columns));
        return values;
    }

    private static unsafe ReadOnlySpan<byte> Bytes(ModelFile model, PartSlot slot) =>
        new(model.Weights[slot].Data, (int)model.Weights[slot].SizeBytes);
}
