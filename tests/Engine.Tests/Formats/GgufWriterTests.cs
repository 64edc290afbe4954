using Teleo.Engine.Formats;
using Teleo.Engine.Models;
using Teleo.Engine.Tests.Bytes;

namespace Teleo.Engine.Tests.Formats;

public sealed class GgufWriterTests : IDisposable
{
    private readonly GuardedBytes _memory = new(1 << 20);

    public void Dispose() => _memory.Dispose();

    public static TheoryData<ulong> Seeds() => [.. Enumerable.Range(1, 50).Select(seed => (ulong)seed)];

    [Theory, MemberData(nameof(Seeds))]
    public void What_is_written_is_read_and_written_again_the_same(ulong seed)
    {
        var random = new FuzzRandom(seed);
        uint version = 2 + (uint)random.Below(2);
        var metadata = AnyMetadata(random);
        var tensors = Enumerable.Range(0, random.Below(6)).Select(index => AnyTensor(random, index)).ToArray();
        byte[] first = Write(metadata, tensors, version);

        Assert.True(GgufParser.TryParse(_memory.Put(first), out var read, out var error), error.ToString());
        Assert.Equal((version, metadata.Count, tensors.Length), (read.Version, read.Entries.Length, read.Tensors.Length));
        var again = new GgufMetadata();
        foreach (var entry in read.Entries) again.Add(read, entry);
        var plans = read.Tensors.ToArray().Select(tensor => PlanOf(read, tensor)).ToArray();
        Assert.Equal(first, Write(again, plans, version));
    }

    [Fact]
    public void Values_of_all_thirteen_types_are_found_by_their_key()
    {
        var metadata = new GgufMetadata();
        foreach (var type in Enum.GetValues<GgufValueType>()) metadata.Add($"key.{type}", type, AnyValue(new FuzzRandom(7), type, 2));
        Assert.True(GgufParser.TryParse(_memory.Put(Write(metadata, [], 3)), out var read, out _));
        foreach (var type in Enum.GetValues<GgufValueType>()) Assert.Equal(type, read.Find($"key.{type}")?.Type);
        Assert.Null(read.Find("key"));
        Assert.Null(read.Find(new string('k', 500)));
    }

    [Fact]
    public void A_key_is_added_once() => Assert.Throws<ArgumentException>(() => new GgufMetadata().Add("a", 1u).Add("a", 2u));

    private static GgufMetadata AnyMetadata(FuzzRandom random)
    {
        var metadata = new GgufMetadata();
        if (random.Below(2) == 0) metadata.Add("general.alignment", 8u << random.Below(6));
        for (int index = random.Below(20); index > 0; index--)
        {
            var type = (GgufValueType)random.Below(13);
            metadata.Add($"key.{index}\u00e9", type, AnyValue(random, type, 3));
        }
        return metadata;
    }

    private static byte[] AnyValue(FuzzRandom random, GgufValueType type, int depth)
    {
        if (type == GgufValueType.Bool) return [(byte)random.Below(2)];
        if (type == GgufValueType.String) return GgufMetadata.TextBytes([.. Enumerable.Range(0, random.Below(9)).Select(_ => (byte)('a' + random.Below(26)))]);
        if (type != GgufValueType.Array) return [.. Enumerable.Range(0, type.SmallestBytes()).Select(_ => (byte)random.Next())];
        var element = (GgufValueType)random.Below(13);
        if (depth == 0 && element == GgufValueType.Array) element = GgufValueType.Int8;
        int count = random.Below(5);
        return [.. GgufForge.ArrayHead(element, (ulong)count), .. Enumerable.Range(0, count).SelectMany(_ => AnyValue(random, element, depth - 1))];
    }

    private static GgufTensorPlan AnyTensor(FuzzRandom random, int index)
    {
        var type = random.Pick<TensorType>([TensorType.F32, TensorType.F16, TensorType.Q8_0, TensorType.Q6_K]);
        long columns = type.BlockElements() * (1 + random.Below(3));
        long[] dimensions = [columns, .. Enumerable.Range(0, random.Below(4)).Select(_ => 1L + random.Below(3))];
        byte[] data = [.. Enumerable.Range(0, (int)(type.RowBytes((int)columns) * dimensions[1..].Aggregate(1L, (a, b) => a * b))).Select(_ => (byte)random.Next())];
        return new($"tensor.{index}", type, dimensions, data.Length, stream => stream.Write(data));
    }

    private static GgufTensorPlan PlanOf(GgufDirectory read, GgufTensor tensor)
    {
        byte[] data = read.File.Slice(tensor.Offset, (int)tensor.SizeBytes).ToArray();
        return new(read.Text(tensor.Name), tensor.Type, DimensionsAt(read, tensor), data.Length, stream => stream.Write(data));
    }

    private static long[] DimensionsAt(GgufDirectory read, GgufTensor tensor)
    {
        int at = tensor.Name.Offset + tensor.Name.Length;
        int rank = BitConverter.ToInt32(read.File.Slice(at, 4));
        var bytes = read.File.Slice(at + 4, 8 * rank).ToArray();
        return [.. Enumerable.Range(0, rank).Select(index => BitConverter.ToInt64(bytes, 8 * index))];
    }

    private static byte[] Write(GgufMetadata metadata, GgufTensorPlan[] tensors, uint version)
    {
        using var stream = new MemoryStream();
        GgufWriter.Write(stream, metadata, tensors, version);
        return stream.ToArray();
    }
}
