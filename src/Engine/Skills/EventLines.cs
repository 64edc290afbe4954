using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>Reads an event file line by line, whatever its bytes: a line is at most as long as the longest that is written.</summary>
internal static class EventLines
{
    private const int LongestLine = 1 << 16;

    /// <summary>
    /// Reads every event with a complete line, with the offset after its line; calls <paramref name="damaged"/> for each other line.
    /// </summary>
    public static IEnumerable<(RegistryEvent Event, long End)> In(IDisk disk, string path, Action? damaged = null)
    {
        if (disk.IdentityOf(path) is null) yield break;
        using var file = disk.Open(path, DiskAccess.Read);
        byte[] buffer = new byte[2 * LongestLine];
        int held = 0;
        bool tooLong = false;
        for (long offset = 0; ;)
        {
            int read = file.Read(buffer.AsSpan(held), offset);
            offset += read;
            held += read;
            int start = 0;
            for (int length; (length = buffer.AsSpan(start, held - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
            {
                var entry = tooLong ? null : RegistryEvent.Read(buffer.AsSpan(start, length));
                tooLong = false;
                if (entry is not null) yield return (entry, offset - held + start + length + 1);
                else damaged?.Invoke();
            }

            held -= start;
            buffer.AsSpan(start, held).CopyTo(buffer);
            if (held >= LongestLine) (held, tooLong) = (0, true);
            if (read > 0) continue;
            if (held > 0 || tooLong) damaged?.Invoke();   // a last line without an end
            yield break;
        }
    }
}
