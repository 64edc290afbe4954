using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// The cells of a sweep as they are done, one line each, so that a sweep that was broken off goes on where it stopped. The first
/// line says what was asked; a journal of another question, or a last line that was cut, is not believed.
/// </summary>
internal sealed class SweepJournal : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly Dictionary<(int Column, int Row), double[]> _known = [];
    private readonly FileStream _file;

    public SweepJournal(string path, string question, int measures)
    {
        _path = path;
        long whole = Read(path, question, measures);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 1);
        _file.SetLength(whole);
        _file.Position = whole;
        if (whole == 0) Append(question);
    }

    /// <summary>Cells that were there already.</summary>
    public int Known => _known.Count;

    public bool TryGet(int column, int row, [NotNullWhen(true)] out double[]? values) => _known.TryGetValue((column, row), out values);

    public void Add(int column, int row, double[] values) =>
        Append(string.Create(CultureInfo.InvariantCulture, $"{column},{row},{string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}"));

    /// <summary>The sweep is done and its tables are written: the journal has served.</summary>
    public void Finish()
    {
        _file.Dispose();
        File.Delete(_path);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Every line ends with its own end mark in one write, so that a kill leaves whole lines and at most one without it.</summary>
    private void Append(string line)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(line + "\n");
        lock (_lock)
        {
            _file.Write(bytes);
            _file.Flush();
        }
    }

    /// <summary>Takes in what can be believed and gives its length in bytes.</summary>
    private long Read(string path, string question, int measures)
    {
        if (!File.Exists(path)) return 0;
        byte[] bytes = File.ReadAllBytes(path);
        long believed = 0;
        for (int start = 0, end; start < bytes.Length && (end = Array.IndexOf(bytes, (byte)'\n', start)) >= 0; start = end + 1)
        {
            string line = System.Text.Encoding.UTF8.GetString(bytes, start, end - start);
            if (start == 0 ? line != question : !TryTake(line, measures)) break;
            believed = end + 1;
        }

        return believed;
    }

    private bool TryTake(string line, int measures)
    {
        string[] parts = line.Split(',');
        var values = new double[measures];
        if (parts.Length != 2 + measures || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out int column) || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out int row)) return false;
        for (int i = 0; i < measures; i++)
            if (!double.TryParse(parts[2 + i], CultureInfo.InvariantCulture, out values[i])) return false;
        _known[(column, row)] = values;
        return true;
    }
}
