using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// The finished cells of a sweep, one line each, so that an interrupted sweep resumes. The first line is the question; a journal of another
/// question is not used, nor are lines from the first with a wrong check. Lines are not flushed: after a power failure the last cells are
/// computed again.
/// </summary>
internal sealed class SweepJournal : IDisposable
{
    private const int CheckDigits = 16;
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly Dictionary<(int Column, int Row), double[]> _known = [];
    private readonly IDisk _disk;
    private readonly IDiskFile _file;
    private long _length;

    public SweepJournal(string path, string question, int measures, IDisk? disk = null)
    {
        (_path, _disk) = (path, disk ?? LocalDisk.Instance);
        _length = Read(path, question, measures);
        _disk.MakeFolders(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _file = _disk.Open(path, DiskAccess.Edit);
        _file.Truncate(_length);
        if (_length == 0) Append(question);
    }

    /// <summary>Cells that were there already.</summary>
    public int Known => _known.Count;

    public bool TryGet(int column, int row, [NotNullWhen(true)] out double[]? values) => _known.TryGetValue((column, row), out values);

    public void Add(int column, int row, double[] values) =>
        Append(string.Create(CultureInfo.InvariantCulture,
            $"{column},{row},{string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}"));

    /// <summary>The sweep is done and its tables are written: the journal has served.</summary>
    public void Finish()
    {
        _file.Dispose();
        _disk.Delete(_path);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Writes a line with its end mark in one write, so that a kill leaves complete lines and at most one without it.</summary>
    private void Append(string line)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes($"{CheckOf(line)} {line}\n");
        lock (_lock)
        {
            _file.Write(bytes, _length);
            _length += bytes.Length;
        }
    }

    /// <summary>Reads all valid lines and returns their length in bytes.</summary>
    private long Read(string path, string question, int measures)
    {
        if (_disk.IdentityOf(path) is null) return 0;
        byte[] bytes = _disk.ReadAll(path);
        long believed = 0;
        for (int start = 0, end; start < bytes.Length && (end = Array.IndexOf(bytes, (byte)'\n', start)) >= 0; start = end + 1)
        {
            string[] parts = System.Text.Encoding.UTF8.GetString(bytes, start, end - start).Split(' ', 2);
            if (parts.Length < 2 || parts[0] != CheckOf(parts[1])) break;
            string line = parts[1];
            if (start == 0 ? line != question : !TryTake(line, measures)) break;
            believed = end + 1;
        }

        return believed;
    }

    private static string CheckOf(string line) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(line)))[..CheckDigits];

    private bool TryTake(string line, int measures)
    {
        string[] parts = line.Split(',');
        var values = new double[measures];
        if (parts.Length != 2 + measures || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out int column)
            || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out int row)) return false;
        for (int i = 0; i < measures; i++)
            if (!double.TryParse(parts[2 + i], CultureInfo.InvariantCulture, out values[i])) return false;
        _known[(column, row)] = values;
        return true;
    }
}
