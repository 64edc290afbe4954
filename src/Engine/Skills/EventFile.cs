using System.Text.Json;

namespace Teleo.Engine.Skills;

/// <summary>The registry's events, one JSON line each. A last line cut short by a kill is skipped, and written again from the index where it mattered.</summary>
internal sealed class EventFile : IDisposable
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;
    private readonly string _path;
    private FileStream? _file;

    public EventFile(string path)
    {
        _path = path;
        LastSequence = Read().LastOrDefault()?.Sequence ?? 0;
    }

    public long LastSequence { get; private set; }

    public IEnumerable<RegistryEvent> Read()
    {
        _file?.Flush();
        if (!File.Exists(_path)) yield break;
        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var lines = new StreamReader(stream);
        while (lines.ReadLine() is { } line)
        {
            if (TryRead(line) is { } read) yield return read;
        }
    }

    /// <summary>Appends those events that are not yet there. What only says who was in memory need not survive a power cut.</summary>
    public void Append(IReadOnlyList<RegistryEvent> events, bool durable)
    {
        var missing = events.Where(candidate => candidate.Sequence > LastSequence).ToList();
        if (missing.Count == 0) return;
        try
        {
            _file ??= OpenAtEnd();
            foreach (var missed in missing)
            {
                _file.Write(JsonSerializer.SerializeToUtf8Bytes(missed, Json));
                _file.WriteByte((byte)'\n');
            }

            _file.Flush(durable);
        }
        catch (IOException)
        {
            Abandon();   // what is half written is a cut line, which the next append ends
            throw;
        }

        LastSequence = missing[^1].Sequence;
    }

    /// <summary>The same where the events stand elsewhere too, so that they can wait.</summary>
    public void TryAppend(IReadOnlyList<RegistryEvent> events, bool durable)
    {
        try
        {
            Append(events, durable);
        }
        catch (IOException)
        {
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Abandon()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
        }

        _file = null;
    }

    private FileStream OpenAtEnd()
    {
        var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n') file.WriteByte((byte)'\n');
        }

        return file;
    }

    private static RegistryEvent? TryRead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RegistryEvent>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
