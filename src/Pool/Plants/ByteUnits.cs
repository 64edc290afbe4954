namespace Teleo.Pool.Plants;

/// <summary>The units in which people write bytes: GB is 10^9, GiB is 2^30.</summary>
internal static class ByteUnits
{
    private static readonly (string Name, double Bytes)[] All =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
        ("B", 1),
    ];

    /// <summary>Returns the number before the unit, still as text, and the bytes of the unit; 0 where the text names none.</summary>
    public static (string Number, double Bytes) Split(string text)
    {
        foreach (var (name, bytes) in All)
            if (text.EndsWith(name, StringComparison.OrdinalIgnoreCase)) return (text[..^name.Length].Trim(), bytes);
        return (text, 0);
    }
}
