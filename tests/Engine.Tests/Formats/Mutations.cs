using System.Buffers.Binary;
using System.Text;
using Teleo.Engine.Formats;

namespace Teleo.Engine.Tests.Formats;

/// <summary>Ways to spoil a model file: some know the structure, some only bytes.</summary>
internal static class Mutations
{
    private static readonly ulong[] Interesting =
    [
        0, 1, 2, 3, 4, 7, 8, 9, 12, 13, 31, 32, 33, 64, 127, 128, 255, 256, 65535, 65536, (1UL << 31) - 1, 1UL << 31, (1UL << 32) - 1, 1UL << 32,
        1UL << 40, (1UL << 63) - 1, 1UL << 63, ulong.MaxValue, 0x7F800000, 0x7FC00000, 0xBF800000, 0x3F800000,
    ];

    /// <summary>A GGUF file put together with one to three parts wrong, or none.</summary>
    public static byte[] Forged(FuzzRandom random)
    {
        var forge = GgufForge.Tiny(random.Below(2) == 0);
        for (int count = random.Below(4); count > 0; count--) SpoilPart(forge, random);
        return forge.Build();
    }

    /// <summary>Bytes with one to four places wrong.</summary>
    public static byte[] Spoiled(byte[] seed, byte[] other, FuzzRandom random)
    {
        var bytes = new List<byte>(seed);
        for (int count = 1 + random.Below(4); count > 0 && bytes.Count > 0; count--) SpoilPlace(bytes, other, random);
        return [.. bytes];
    }

    private static void SpoilPart(GgufForge forge, FuzzRandom random)
    {
        int pair = random.Below(Math.Max(1, forge.Pairs.Count)), tensor = random.Below(Math.Max(1, forge.Tensors.Count));
        if (pair >= forge.Pairs.Count || tensor >= forge.Tensors.Count) return;
        var (key, type, value) = forge.Pairs[pair];
        switch (random.Below(13))
        {
            case 0: forge.Pairs[pair] = (key, (uint)random.Below(15), value); break;
            case 1: forge.Pairs[pair] = (key, type, Number(random, value.Length)); break;
            case 2: forge.Pairs[pair] = (forge.Pairs[random.Below(forge.Pairs.Count)].Key, type, value); break;
            case 3: forge.Pairs.RemoveAt(pair); break;
            case 4: forge.Pairs.Insert(pair, forge.Pairs[random.Below(forge.Pairs.Count)]); break;
            case 5: forge.Pairs[pair] = (key, type, [.. Spoiled(value, value, random)]); break;
            case 6: forge.Tensors.RemoveAt(tensor); break;
            case 7: forge.Tensors[tensor] = forge.Tensors[tensor] with { Type = (uint)random.Below(32) }; break;
            case 8: forge.Tensors[tensor] = forge.Tensors[tensor] with { Offset = random.Pick(Interesting) }; break;
            case 9: forge.Tensors[tensor] = forge.Tensors[tensor] with { Dimensions = [.. Enumerable.Range(0, random.Below(6)).Select(_ => random.Pick(Interesting))] }; break;
            case 10: forge.Tensors[tensor] = forge.Tensors[tensor] with { Name = Encoding.UTF8.GetBytes(random.Pick(GgufForge.TinyTensors).Name) }; break;
            case 11: forge.Alignment = 8 << random.Below(6); forge.Set("general.alignment", (uint)forge.Alignment); break;
            default: AddFeature(forge, random); break;
        }
    }

    private static void AddFeature(GgufForge forge, FuzzRandom random)
    {
        switch (random.Below(6))
        {
            case 0: forge.Set("general.architecture", random.Pick<string>(["llama", "qwen2", "qwen3", "phi3", ""])); break;
            case 1: forge.Set("llama.rope.scaling.type", random.Pick<string>(["none", "linear", "yarn", "longrope"])).Set("llama.rope.scaling.factor", 2f); break;
            case 2: forge.Tensors.Add(new("rope_freqs.weight"u8.ToArray(), [(ulong)random.Below(4)], 0, 16)); break;
            case 3: forge.Tensors.Add(new("blk.0.attn_q.bias"u8.ToArray(), [4], 0, 16)); break;
            case 4: forge.Set("x", GgufValueType.Array, [.. Enumerable.Repeat(GgufForge.ArrayHead(GgufValueType.Array, (ulong)random.Below(3)), random.Below(12)).SelectMany(head => head)]); break;
            default: forge.Set("tokenizer.ggml.merges", GgufValueType.Array, GgufForge.Texts("a b", random.Pick<string>(["a a", "a b", "ab", "b a"]))); break;
        }
    }

    private static void SpoilPlace(List<byte> bytes, byte[] other, FuzzRandom random)
    {
        int at = random.Below(Math.Max(1, random.Below(3) == 0 ? bytes.Count : Math.Min(bytes.Count, 1024)));
        int count = Math.Min(1 + random.Below(24), bytes.Count - at);
        switch (random.Below(8))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Below(8)); break;
            case 1: bytes[at] = (byte)random.Next(); break;
            case 2: Overwrite(bytes, at, Number(random, 4)); break;
            case 3: Overwrite(bytes, at / 4 * 4, Number(random, 8)); break;
            case 4: bytes.RemoveRange(at, count); break;
            case 5: bytes.InsertRange(at, bytes.GetRange(at, count)); break;
            case 6: bytes.RemoveRange(at, bytes.Count - at); break;
            default: Overwrite(bytes, at, other.AsSpan(Math.Min(at, other.Length)..).ToArray().Take(count).ToArray()); break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] value)
    {
        for (int index = 0; index < value.Length && at + index < bytes.Count; index++) bytes[at + index] = value[index];
    }

    private static byte[] Number(FuzzRandom random, int length)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, random.Pick(Interesting) + (ulong)random.Below(3) - 1);
        return number[..Math.Min(8, length)].ToArray();
    }
}
