using System.Buffers.Binary;
using Teleo.Controller.Domain;

namespace Teleo.Bench.CountTier;

/// <summary>Independent requests with Zipf popularity of exponent 1, in dense indexes, and as a file that libCacheSim reads.</summary>
internal static class ZipfTrace
{
    private const int RecordBytes = 24;

    public static int[] Make(int universe, int requests, ulong seed)
    {
        var upTo = new double[universe];
        double sum = 0;
        for (int i = 0; i < universe; i++) upTo[i] = sum += 1.0 / (i + 1);

        // Popular objects are scattered over the indexes, as they are in any real trace.
        var rng = new SeedTree(seed).Stream("zipf");
        var names = Enumerable.Range(0, universe).ToArray();
        rng.Shuffle<int>(names);

        var trace = new int[requests];
        foreach (ref int id in trace.AsSpan())
        {
            int rank = Array.BinarySearch(upTo, rng.NextDouble() * sum);
            id = names[Math.Min(rank < 0 ? ~rank : rank, universe - 1)];
        }

        return Dense(trace, universe);
    }

    /// <summary>The oracleGeneral format: time, object, size, next request; 24 bytes, little-endian.</summary>
    public static void Write(string path, int[] trace)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        Span<byte> record = stackalloc byte[RecordBytes];
        for (int t = 0; t < trace.Length; t++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)t);
            BinaryPrimitives.WriteUInt64LittleEndian(record[4..], (ulong)trace[t] + 1);
            BinaryPrimitives.WriteUInt32LittleEndian(record[12..], 1);
            BinaryPrimitives.WriteInt64LittleEndian(record[16..], -1);
            file.Write(record);
        }
    }

    /// <summary>Renumbers in order of first appearance, as an importer of a trace would.</summary>
    private static int[] Dense(int[] trace, int universe)
    {
        var number = new int[universe];
        int next = 0;
        foreach (ref int id in trace.AsSpan())
        {
            if (number[id] == 0) number[id] = ++next;
            id = number[id] - 1;
        }

        return trace;
    }
}
