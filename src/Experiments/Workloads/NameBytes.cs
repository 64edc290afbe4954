using Teleo.Engine.Formats;

namespace Teleo.Experiments.Workloads;

/// <summary>Compares names by their UTF-8 bytes, so that a name inside a line is looked up without a copy.</summary>
internal sealed class NameBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)Fnv1a.Hash64(alternate);   // names are short

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
