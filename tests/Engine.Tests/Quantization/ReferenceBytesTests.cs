using System.Runtime.InteropServices;
using System.Text.Json;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Tests.Quantization;

/// <summary>Bytes and numbers recorded from the reference quantizers, with the commit they came from.</summary>
public class ReferenceBytesTests
{
    private static readonly JsonElement Reference =
        JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "data", "reference", "tensor-types.json"))).RootElement;

    public static TheoryData<TensorType> Types() =>
        [.. Reference.GetProperty("types").EnumerateArray().Select(each => Enum.Parse<TensorType>(each.GetProperty("type").GetString()!))];

    [Theory, MemberData(nameof(Types))]
    public void Decoding_gives_the_reference_numbers_bit_for_bit(TensorType type)
    {
        var (bytes, expected) = Recorded(type);
        var values = new float[expected.Length];
        TensorCodec.Decode(type, bytes, values);
        Assert.True(MemoryMarshal.AsBytes<float>(values).SequenceEqual(MemoryMarshal.AsBytes<float>(expected)));
    }

    [Theory, MemberData(nameof(Types))]
    public void Encoding_gives_the_reference_bytes_or_is_no_worse_by_half(TensorType type)
    {
        var (expected, theirs) = Recorded(type);
        float[] numbers = Floats(Reference.GetProperty("numbers"));
        var bytes = new byte[expected.Length];
        TensorCodec.Encode(type, numbers, bytes);
        if (type is not (TensorType.Q4_K or TensorType.Q5_K or TensorType.Q6_K))
        {
            Assert.Equal(expected, bytes);
            return;
        }
        // The reference searches for the best scales of these types, we take the obvious ones.
        var ours = new float[numbers.Length];
        TensorCodec.Decode(type, bytes, ours);
        Assert.InRange(Error(numbers, ours), 0, 1.5 * Error(numbers, theirs));
    }

    private static (byte[] Bytes, float[] Values) Recorded(TensorType type)
    {
        var entry = Reference.GetProperty("types").EnumerateArray().Single(each => each.GetProperty("type").GetString() == type.ToString());
        return (Convert.FromHexString(entry.GetProperty("bytes").GetString()!), Floats(entry.GetProperty("values")));
    }

    private static float[] Floats(JsonElement hex) => MemoryMarshal.Cast<byte, float>(Convert.FromHexString(hex.GetString()!)).ToArray();

    private static double Error(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => Math.Pow(x - y, 2)).Sum());
}
