using Teleo.Engine.Bytes;

namespace Teleo.Engine.Formats;

/// <summary>The header of a .slm file, version 1: fixed fields at fixed offsets, two of them unaligned.</summary>
internal readonly record struct SlmHeader
{
    public const uint Magic = 0x314D4C53;   // "SLM1"
    public const uint SupportedVersion = 1;
    public const uint LlamaModel = 1;
    public const uint TiedOutputFlag = 1;
    public const int SizeBytes = 108;
    public const int Alignment = 64;
    public const int ChecksumAt = 100;

    public uint HeaderLength { get; init; }
    public uint Flags { get; init; }
    public uint VocabularySize { get; init; }
    public uint SpecialTokenCount { get; init; }
    public uint HiddenSize { get; init; }
    public uint LayerCount { get; init; }
    public uint HeadCount { get; init; }
    public uint KvHeadCount { get; init; }
    public uint HeadSize { get; init; }
    public uint FeedForwardSize { get; init; }
    public uint ContextLength { get; init; }
    public float RopeTheta { get; init; }
    public float RmsEpsilon { get; init; }
    public ulong TokenizerOffset { get; init; }
    public ulong TokenizerLength { get; init; }
    public ulong DirectoryOffset { get; init; }
    public uint TensorCount { get; init; }
    public ulong DataOffset { get; init; }
    public ulong Checksum { get; init; }

    /// <summary>Reads the fields; magic, version and model type are checked here, everything else by the caller.</summary>
    public static SlmHeader Read(ref ByteCursor cursor)
    {
        uint magic = cursor.U32();
        if (magic != Magic) cursor.Fail(FormatFault.BadMagic, 0, magic);
        uint version = cursor.U32();
        if (version != SupportedVersion) cursor.Fail(FormatFault.UnsupportedVersion, 4, version);
        uint length = cursor.U32();
        uint modelType = cursor.U32();
        if (modelType != LlamaModel) cursor.Fail(FormatFault.UnsupportedArchitecture, 12, modelType, "model_type");
        return new()
        {
            HeaderLength = length,
            Flags = cursor.U32(),
            VocabularySize = cursor.U32(),
            SpecialTokenCount = cursor.U32(),
            HiddenSize = cursor.U32(),
            LayerCount = cursor.U32(),
            HeadCount = cursor.U32(),
            KvHeadCount = cursor.U32(),
            HeadSize = cursor.U32(),
            FeedForwardSize = cursor.U32(),
            ContextLength = cursor.U32(),
            RopeTheta = BitConverter.UInt32BitsToSingle(cursor.U32()),
            RmsEpsilon = BitConverter.UInt32BitsToSingle(cursor.U32()),
            TokenizerOffset = cursor.U64(),
            TokenizerLength = cursor.U64(),
            DirectoryOffset = cursor.U64(),
            TensorCount = cursor.U32(),
            DataOffset = cursor.U64(),
            Checksum = cursor.U64(),
        };
    }

    /// <summary>The fields as they stand in the file.</summary>
    public byte[] Bytes()
    {
        uint[] words =
        [
            Magic, SupportedVersion, HeaderLength, LlamaModel, Flags, VocabularySize, SpecialTokenCount, HiddenSize, LayerCount, HeadCount,
            KvHeadCount, HeadSize, FeedForwardSize, ContextLength,
            BitConverter.SingleToUInt32Bits(RopeTheta), BitConverter.SingleToUInt32Bits(RmsEpsilon),
        ];
        return
        [
            .. words.SelectMany(BitConverter.GetBytes),
            .. BitConverter.GetBytes(TokenizerOffset), .. BitConverter.GetBytes(TokenizerLength),
            .. BitConverter.GetBytes(DirectoryOffset), .. BitConverter.GetBytes(TensorCount), .. BitConverter.GetBytes(DataOffset),
            .. BitConverter.GetBytes(Checksum),
        ];
    }
}
