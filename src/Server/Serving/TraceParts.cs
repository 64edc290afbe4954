using System.Globalization;
using System.Text.Json;
using Teleo.Engine.Storage;

namespace Teleo.Server.Serving;

/// <summary>
/// The files of one trace. Each part is a complete trace whose header names the last hash of the previous part, so that none can be left
/// out or exchanged unnoticed. No file is overwritten: a start finds the existing parts and adds the next one.
/// </summary>
internal sealed class TraceParts
{
    /// <summary>Bytes at the end of a part in which its last complete line is searched.</summary>
    private const int MostTail = 1 << 24;

    private readonly string _path;

    /// <param name="path">The first part; the others are <c>NAME.2.jsonl</c>, <c>NAME.3.jsonl</c> and so on.</param>
    public TraceParts(string path)
    {
        _path = path;
        while (File.Exists(PathOf(Number + 1))) Number++;
        if (Number > 0) (Follows, Loss) = EndOf(PathOf(Number));
    }

    /// <summary>The part opened last, from 1; 0 before the first.</summary>
    public int Number { get; private set; }

    /// <summary>The last hash of the part before the next one; null for none.</summary>
    public string? Follows { get; private set; }

    /// <summary>The part of an earlier run that is lost, where its trace was cut off; null where nothing is.</summary>
    public string? Loss { get; }

    /// <summary>Opens the next part.</summary>
    public FileStream OpenNext() => StreamFiles.OpenNew(PathOf(++Number));

    /// <summary>Takes note of the last line of the part that has ended.</summary>
    public void End(ReadOnlyMemory<byte> lastLine) => Follows = JsonElement.Parse(lastLine.Span).GetProperty("hash").GetString();

    public string PathOf(int number) => number == 1
        ? _path
        : Path.ChangeExtension(_path, string.Create(CultureInfo.InvariantCulture, $".{number}{Path.GetExtension(_path)}"));

    private static (string? Hash, string? Loss) EndOf(string path)
    {
        string name = Path.GetFileName(path);
        var line = LastLine(path);
        try
        {
            var last = JsonElement.Parse(line);
            string? hash = last.GetProperty("hash").GetString();
            return last.GetProperty("type").GetString() == "end" ? (hash, null)
                : (hash, $"the run before was cut off ({name} has no end): requests under way then, and what was learned since the last "
                    + "save of the state, are lost");
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (null, $"{name} has no whole line: nothing of the run before can be followed");
        }
    }

    private static byte[] LastLine(string path)
    {
        using var file = InputFile.Open(path);
        file.Seek(-Math.Min(MostTail, file.Length), SeekOrigin.End);
        byte[] tail = new byte[file.Length - file.Position];
        file.ReadExactly(tail);
        int end = Array.LastIndexOf(tail, (byte)'\n');
        if (end < 0) return [];
        int start = Array.LastIndexOf(tail, (byte)'\n', Math.Max(0, end - 1)) + 1;
        return start > end ? [] : tail[start..end];
    }
}
