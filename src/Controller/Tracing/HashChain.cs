using System.Security.Cryptography;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Ties every line to all lines before it: the hash of a line is the SHA-256 of the hash before it and the line's bytes up to its own hash.
/// A line that is changed, left out or moved breaks the chain there.
/// </summary>
internal sealed class HashChain
{
    /// <summary>The hexadecimal digits of a hash.</summary>
    public const int Digits = 2 * SHA256.HashSizeInBytes;

    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];
    private readonly IncrementalHash _next = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public string Extend(ReadOnlySpan<byte> line)
    {
        _next.AppendData(_hash);
        _next.AppendData(line);
        _next.GetHashAndReset(_hash);
        return Convert.ToHexStringLower(_hash);
    }
}
