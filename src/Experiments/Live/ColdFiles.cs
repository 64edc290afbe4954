using System.Buffers.Binary;
using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine.Storage;
using Teleo.Pool.Live;

namespace Teleo.Experiments.Live;

/// <summary>Makes models that are files of random bytes, whose only purpose is a long read.</summary>
internal static class ColdFiles
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Makes missing files. Equal sizes and seeds give equal files.</summary>
    public static ImmutableArray<LiveSkill> Make(string folder, ImmutableArray<long> sizes, SeedTree seeds)
    {
        var skills = ImmutableArray.CreateBuilder<LiveSkill>();
        for (int i = 0; i < sizes.Length; i++)
        {
            string name = $"model-{i:00}", path = PathOf(folder, i);
            if (LocalDisk.Instance.IdentityOf(path)?.SizeBytes != sizes[i]) Write(path, sizes[i], seeds.Stream("cold-files", 0, (uint)i));
            skills.Add(BareModel.Elsewhere(name, sizes[i], "random"));
        }

        return skills.ToImmutable();
    }

    public static string PathOf(string folder, int index) => Path.Combine(folder, $"model-{index:00}.bin");

    private static void Write(string path, long bytes, RandomStream chance) => AtomicFile.Write(path, stream =>
    {
        byte[] piece = new byte[PieceBytes];
        for (long left = bytes; left > 0; left -= PieceBytes)
        {
            for (int i = 0; i < PieceBytes; i += sizeof(ulong))
                BinaryPrimitives.WriteUInt64LittleEndian(piece.AsSpan(i), chance.NextUInt64());
            stream.Write(piece, 0, (int)Math.Min(left, PieceBytes));
        }
    });
}
