using System.Buffers.Binary;
using System.Text;
using Teleo.Engine.Formats;

namespace Teleo.Engine.Tests.Formats;

/// <summary>A small GGUF model whose every part can be changed before it becomes bytes, for better or worse.</summary>
internal sealed class GgufForge
{
    public sealed record Tensor(byte[] Name, ulong[] Dimensions, uint Type, int SizeBytes)
    {
        public ulong? Offset { get; init; }
    }

    public List<(byte[] Key, uint Type, byte[] Value)> Pairs { get; } = [];

    public List<Tensor> Tensors { get; } = [];

    public ulong? ClaimedTensors { get; set; }
    public ulong? ClaimedPairs { get; set; }
    public uint Version { get; set; } = 3;
    public int Alignment { get; set; } = 32;

    /// <summary>One block, hidden size 4, two heads, five tokens, byte-level or scored pieces.</summary>
    public static GgufForge Tiny(bool byteLevel = false)
    {
        var forge = new GgufForge();
        forge.Set("general.architecture", "llama");
        forge.Set("llama.context_length", 16u);
        forge.Set("llama.embedding_length", 4u);
        forge.Set("llama.block_count", 1u);
        forge.Set("llama.feed_forward_length", 6u);
        forge.Set("llama.attention.head_count", 2u);
        forge.Set("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        forge.Set("tokenizer.ggml.model", byteLevel ? "gpt2" : "llama");
        forge.Set("tokenizer.ggml.tokens", GgufValueType.Array, Texts("a", "b", "ab", "<s>", "</s>"));
        forge.Set("tokenizer.ggml.token_type", GgufValueType.Array, Array(GgufValueType.Int32, 5, 1, 1, 1, 3, 3));
        forge.Set("tokenizer.ggml.bos_token_id", 3u);
        forge.Set("tokenizer.ggml.eos_token_id", 4u);
        if (byteLevel) forge.Set("tokenizer.ggml.merges", GgufValueType.Array, Texts("a b"));
        else forge.Set("tokenizer.ggml.scores", GgufValueType.Array, Array(GgufValueType.Float32, 5, 0, 0, 0, 0, 0));
        foreach (var (name, columns, rows) in TinyTensors)
            forge.Tensors.Add(new(Encoding.UTF8.GetBytes(name), rows == 1 ? [columns] : [columns, rows], 0, (int)(4 * columns * rows)));
        return forge;
    }

    /// <summary>The same model as another architecture, with the tensors that has beside.</summary>
    public static GgufForge Of(string architecture)
    {
        var forge = Tiny().Set("general.architecture", architecture);
        foreach (var (key, type, value) in forge.Pairs.ToArray())
        {
            string name = Encoding.UTF8.GetString(key);
            if (!name.StartsWith("llama.", StringComparison.Ordinal)) continue;
            forge.Remove(name).Set(architecture + name["llama".Length..], (GgufValueType)type, value);
        }
        if (architecture == "qwen2")
            foreach (string part in (string[])["attn_q", "attn_k", "attn_v"]) forge.Tensors.Add(Vector($"blk.0.{part}.bias", 4));
        if (architecture == "qwen3") forge.Tensors.AddRange([Vector("blk.0.attn_q_norm.weight", 2), Vector("blk.0.attn_k_norm.weight", 2)]);
        return forge;
    }

    public static Tensor Vector(string name, ulong length) => new(Encoding.UTF8.GetBytes(name), [length], 0, (int)(4 * length));

    public static readonly (string Name, ulong Columns, ulong Rows)[] TinyTensors =
    [
        ("token_embd.weight", 4, 5), ("output_norm.weight", 4, 1), ("output.weight", 4, 5), ("blk.0.attn_norm.weight", 4, 1),
        ("blk.0.attn_q.weight", 4, 4), ("blk.0.attn_k.weight", 4, 4), ("blk.0.attn_v.weight", 4, 4), ("blk.0.attn_output.weight", 4, 4),
        ("blk.0.ffn_norm.weight", 4, 1), ("blk.0.ffn_gate.weight", 4, 6), ("blk.0.ffn_up.weight", 4, 6), ("blk.0.ffn_down.weight", 6, 4),
    ];

    public GgufForge Set(string key, uint value) => Set(key, GgufValueType.UInt32, BitConverter.GetBytes(value));

    public GgufForge Set(string key, float value) => Set(key, GgufValueType.Float32, BitConverter.GetBytes(value));

    public GgufForge Set(string key, string value) => Set(key, GgufValueType.String, Text(Encoding.UTF8.GetBytes(value)));

    public GgufForge Set(string key, GgufValueType type, byte[] value)
    {
        Remove(key);
        Pairs.Add((Encoding.UTF8.GetBytes(key), (uint)type, value));
        return this;
    }

    public GgufForge Remove(string key)
    {
        Pairs.RemoveAll(pair => Encoding.UTF8.GetString(pair.Key) == key);
        return this;
    }

    public GgufForge Change(string tensor, Func<Tensor, Tensor> change)
    {
        int index = Tensors.FindIndex(each => Encoding.UTF8.GetString(each.Name) == tensor);
        Tensors[index] = change(Tensors[index]);
        return this;
    }

    public byte[] Build()
    {
        var bytes = new List<byte>();
        bytes.AddRange(BitConverter.GetBytes(GgufDirectory.Magic));
        bytes.AddRange(BitConverter.GetBytes(Version));
        bytes.AddRange(BitConverter.GetBytes(ClaimedTensors ?? (ulong)Tensors.Count));
        bytes.AddRange(BitConverter.GetBytes(ClaimedPairs ?? (ulong)Pairs.Count));
        foreach (var (key, type, value) in Pairs)
        {
            bytes.AddRange(Text(key));
            bytes.AddRange(BitConverter.GetBytes(type));
            bytes.AddRange(value);
        }
        ulong offset = 0;
        foreach (var tensor in Tensors)
        {
            bytes.AddRange(Text(tensor.Name));
            bytes.AddRange(BitConverter.GetBytes(tensor.Dimensions.Length));
            foreach (ulong dimension in tensor.Dimensions) bytes.AddRange(BitConverter.GetBytes(dimension));
            bytes.AddRange(BitConverter.GetBytes(tensor.Type));
            bytes.AddRange(BitConverter.GetBytes(tensor.Offset ?? offset));
            offset += (ulong)RoundUp(tensor.SizeBytes);
        }
        bytes.AddRange(new byte[RoundUp(bytes.Count) - bytes.Count + (int)offset]);
        return [.. bytes];
    }

    public static byte[] Text(byte[] utf8) => [.. BitConverter.GetBytes((ulong)utf8.Length), .. utf8];

    public static byte[] Texts(params string[] texts) =>
        [.. ArrayHead(GgufValueType.String, (ulong)texts.Length), .. texts.SelectMany(text => Text(Encoding.UTF8.GetBytes(text)))];

    public static byte[] ArrayHead(GgufValueType type, ulong count) => [.. BitConverter.GetBytes((uint)type), .. BitConverter.GetBytes(count)];

    /// <summary>An array of 32-bit numbers, given as whole numbers.</summary>
    public static byte[] Array(GgufValueType type, int claimed, params int[] values)
    {
        var bytes = new List<byte>(ArrayHead(type, (ulong)claimed));
        foreach (int value in values)
        {
            var number = new byte[4];
            if (type == GgufValueType.Float32) BinaryPrimitives.WriteSingleLittleEndian(number, value);
            else BinaryPrimitives.WriteInt32LittleEndian(number, value);
            bytes.AddRange(number);
        }
        return [.. bytes];
    }

    private int RoundUp(int value) => (value + Alignment - 1) / Alignment * Alignment;
}
