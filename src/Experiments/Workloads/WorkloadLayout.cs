using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// The binary workload format. Little-endian: a 96-byte header, the skill names (each a u16 length and UTF-8), zeros up to a multiple of
/// 64, then blocks of 4,096 rows (the last one shorter). Within a block each column is contiguous: arrival i64, skill i32, session i32,
/// input tokens i32, output tokens i32. The offset of block n is a multiplication.
/// </summary>
internal static class WorkloadLayout
{
    public const ulong Magic = 0x31_43_41_52_54_4C_45_54; // "TELTRAC1"
    public const int HeaderBytes = 96;
    public const int BlockRows = 4096;
    public const int RowBytes = 24;
    public const int MostSkills = 1 << 20;
    public const int MostNameBytes = 1024;

    // Offsets in the header: 0 magic, 8 rows, 16 skills (i32), 24 names' length, 32 end of trace, 40 start of data, 48 SHA-256 (32 bytes).
    public const int RowsAt = 8, SkillsAt = 16, NamesLengthAt = 24, EndAt = 32, DataAt = 40, HashAt = 48, HashBytes = 32;

    public static byte[] EncodeNames(ImmutableArray<string> names)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[2];
        foreach (string name in names)
        {
            byte[] text = Encoding.UTF8.GetBytes(name);
            if (text.Length > MostNameBytes) throw new ArgumentException($"a skill's name has more than {MostNameBytes} bytes");
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
            bytes.Write(length);
            bytes.Write(text);
        }

        return bytes.ToArray();
    }

    /// <summary>Writes the rows of one block column by column; returns the bytes used.</summary>
    public static int EncodeBlock(ReadOnlySpan<Request> rows, Span<byte> block)
    {
        int n = rows.Length;
        var arrivals = MemoryMarshal.Cast<byte, long>(block[..(8 * n)]);
        var columns = MemoryMarshal.Cast<byte, int>(block[(8 * n)..(RowBytes * n)]);
        for (int i = 0; i < n; i++)
        {
            ref readonly var row = ref rows[i];
            arrivals[i] = row.ArrivalNs;
            columns[i] = row.Skill;
            columns[n + i] = row.Session;
            columns[2 * n + i] = row.InputTokens;
            columns[3 * n + i] = row.OutputTokens;
        }

        return RowBytes * n;
    }

    public static void DecodeBlock(ReadOnlySpan<byte> block, Span<Request> rows)
    {
        int n = rows.Length;
        var arrivals = MemoryMarshal.Cast<byte, long>(block[..(8 * n)]);
        var columns = MemoryMarshal.Cast<byte, int>(block[(8 * n)..(RowBytes * n)]);
        for (int i = 0; i < n; i++)
            rows[i] = new Request(arrivals[i], columns[i], columns[n + i], columns[2 * n + i], columns[3 * n + i]);
    }
}
