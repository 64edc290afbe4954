using System.Numerics;
using System.Runtime.InteropServices;

namespace Teleo.Experiments.Worlds;

/// <summary>Measures how many bytes a second the processors of this machine read from memory, which bounds the speed of decoding.</summary>
internal static class MemorySpeed
{
    private const int PartNumbers = 8 << 20;   // 64 MiB a processor: beyond its caches
    private const int Rounds = 3;

    public static double BytesPerSecond(TimeProvider clock)
    {
        var parts = new ulong[Environment.ProcessorCount][];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = new ulong[PartNumbers];
            Array.Fill(parts[i], 1ul);   // pages that were never written all lie in one place
        }

        var sums = new ulong[parts.Length];
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long start = clock.GetTimestamp();
            Parallel.For(0, parts.Length, i => sums[i] += Sum(parts[i]));
            double seconds = clock.GetElapsedTime(start).TotalSeconds;
            if (seconds > 0) best = Math.Max(best, (double)parts.Length * PartNumbers * sizeof(ulong) / seconds);
        }

        bool isRead = sums.All(sum => sum == (ulong)Rounds * PartNumbers);
        return isRead && best > 0 ? best : Machines.Disk.WeightBytesPerSecond;
    }

    private static ulong Sum(ReadOnlySpan<ulong> numbers)
    {
        // Four sums side by side, so that additions do not wait for each other.
        Vector<ulong> a = default, b = default, c = default, d = default;
        var vectors = MemoryMarshal.Cast<ulong, Vector<ulong>>(numbers);
        for (int i = 0; i + 3 < vectors.Length; i += 4)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
        }

        return Vector.Sum(a + b + c + d);
    }
}
