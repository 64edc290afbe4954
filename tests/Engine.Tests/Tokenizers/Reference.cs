using System.IO.Compression;
using System.Text.Json;

namespace Teleo.Engine.Tests.Tokenizers;

/// <summary>What llama.cpp answered, recorded; each file names the commit that was asked.</summary>
internal static class Reference
{
    public static JsonElement Read(string file)
    {
        using var packed = new GZipStream(File.OpenRead(Repository.PathOf("tests", "data", "reference", file)), CompressionMode.Decompress);
        return JsonDocument.Parse(packed).RootElement;
    }

    /// <summary>The tricky texts, as bytes: some are not valid UTF-8.</summary>
    public static byte[][] Texts { get; } =
        [.. Read("tokenization.json.gz").GetProperty("texts").EnumerateArray().Select(text => text.GetBytesFromBase64())];

    public static int[] Ids(this JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];
}
