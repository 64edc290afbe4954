using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Workloads;

/// <summary>A trace in the binary format, read block by block from its file.</summary>
internal sealed class WorkloadFile : IWorkload
{
    private readonly string _path;
    private readonly long _data;

    private WorkloadFile(string path, long data, long count, long endNs, string hash, ImmutableArray<string> skills)
    {
        (_path, _data) = (path, data);
        (Count, EndNs, ContentHash, Skills) = (count, endNs, hash, skills);
    }

    public ImmutableArray<string> Skills { get; }

    public long Count { get; }

    public long EndNs { get; }

    public string ContentHash { get; }

    public static bool HasMagic(string path)
    {
        Span<byte> start = stackalloc byte[8];
        using var file = InputFile.Open(path);
        return file.ReadAtLeast(start, 8, throwOnEndOfStream: false) == 8
            && BinaryPrimitives.ReadUInt64LittleEndian(start) == WorkloadLayout.Magic;
    }

    /// <summary>
    /// Opens the file after reading all of it once: every count, order and index is checked, and the hash, so that a run never finds a bad
    /// row.
    /// </summary>
    public static WorkloadFile? TryOpen(string path, out WorkloadError? error)
    {
        using var file = InputFile.Open(path);
        var header = new byte[WorkloadLayout.HeaderBytes];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            return Fail(WorkloadFault.Truncated, "the file ends inside its header", file.Length, out error);
        if (BinaryPrimitives.ReadUInt64LittleEndian(header) != WorkloadLayout.Magic)
            return Fail(WorkloadFault.BadMagic, "not a teleo trace", 0, out error);

        long rows = Int64(WorkloadLayout.RowsAt), names = Int64(WorkloadLayout.NamesLengthAt),
            data = Int64(WorkloadLayout.DataAt), end = Int64(WorkloadLayout.EndAt);
        int skills = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(WorkloadLayout.SkillsAt));
        if (names < 0 || names > file.Length - WorkloadLayout.HeaderBytes || data < WorkloadLayout.HeaderBytes + names
            || data % 64 != 0 || data > file.Length)
            return Fail(WorkloadFault.BadHeader, $"names of {names} bytes and data at {data} do not lie in the file",
                WorkloadLayout.NamesLengthAt, out error);
        if (rows < 0 || rows > (file.Length - data) / WorkloadLayout.RowBytes)
            return Fail(WorkloadFault.CountExceedsFile, $"{rows} rows are claimed and {(file.Length - data) / WorkloadLayout.RowBytes} fit",
                WorkloadLayout.RowsAt, out error);
        if (skills < 0 || skills > Math.Min(WorkloadLayout.MostSkills, names / 2))
            return Fail(WorkloadFault.TooManySkills, $"{skills} skills are claimed", WorkloadLayout.SkillsAt, out error);

        var nameBytes = new byte[names];
        file.ReadExactly(nameBytes);
        if (DecodeNames(nameBytes, skills) is not { } decoded)
            return Fail(WorkloadFault.BadHeader, "the names do not fill their section", WorkloadLayout.HeaderBytes, out error);

        string hash = Convert.ToHexStringLower(header.AsSpan(WorkloadLayout.HashAt, WorkloadLayout.HashBytes));
        var trace = new WorkloadFile(path, data, rows, end, hash, decoded);
        error = trace.CheckRows(nameBytes);
        return error is null ? trace : null;

        long Int64(int at) => BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(at));

        static WorkloadFile? Fail(WorkloadFault fault, string found, long offset, out WorkloadError? error)
        {
            error = new WorkloadError(fault, found, Offset: offset);
            return null;
        }
    }

    public IRequestReader Open(long firstRow = 0) => new Reader(_path, _data, Count, firstRow);

    private WorkloadError? CheckRows(byte[] names)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var reader = new Reader(_path, _data, Count, 0);
        var rows = new Request[WorkloadLayout.BlockRows];
        long last = 0, at = 0;
        for (int count; (count = reader.Read(rows)) > 0;)
        {
            hash.AppendData(reader.Block[..(count * WorkloadLayout.RowBytes)]);
            foreach (ref readonly var row in rows.AsSpan(0, count))
            {
                if (row.ArrivalNs < last) return At(WorkloadFault.Unsorted, "arrives before the row above it");
                if ((uint)row.Skill >= (uint)Skills.Length)
                    return At(WorkloadFault.OutOfRange, $"asks for skill {row.Skill} of {Skills.Length}");
                if (row.InputTokens < 0 || row.OutputTokens < 0) return At(WorkloadFault.Negative, "has a negative number of tokens");
                last = row.ArrivalNs;
                at++;
            }
        }

        hash.AppendData(names);
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != ContentHash)
            return new WorkloadError(WorkloadFault.HashMismatch, "the content does not have the hash its header states",
                Offset: WorkloadLayout.HashAt);
        return last == EndNs
            ? null
            : new WorkloadError(WorkloadFault.BadHeader, "the last row is not where the header says", Offset: WorkloadLayout.EndAt);

        WorkloadError At(WorkloadFault fault, string found) =>
            new(fault, $"row {at} {found}",
                Offset: _data + at / WorkloadLayout.BlockRows * WorkloadLayout.BlockRows * WorkloadLayout.RowBytes);
    }

    private static ImmutableArray<string>? DecodeNames(ReadOnlySpan<byte> bytes, int count)
    {
        var names = ImmutableArray.CreateBuilder<string>(count);
        while (names.Count < count)
        {
            if (bytes.Length < 2) return null;
            int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            if (length > WorkloadLayout.MostNameBytes || length > bytes.Length - 2) return null;
            names.Add(Encoding.UTF8.GetString(bytes.Slice(2, length)));
            bytes = bytes[(2 + length)..];
        }

        return bytes.IsEmpty ? names.MoveToImmutable() : null;
    }

    private sealed class Reader : IRequestReader
    {
        private readonly FileStream _file;
        private readonly long _count;
        private readonly byte[] _block = new byte[WorkloadLayout.BlockRows * WorkloadLayout.RowBytes];
        private readonly Request[] _rows = new Request[WorkloadLayout.BlockRows];
        private long _next;
        private int _taken;
        private int _held;

        public Reader(string path, long data, long count, long firstRow)
        {
            _file = InputFile.Open(path, bufferBytes: 0);
            _count = count;
            _next = firstRow / WorkloadLayout.BlockRows * WorkloadLayout.BlockRows;
            _file.Position = data + _next * WorkloadLayout.RowBytes;
            if (firstRow > _next && ReadBlock()) _taken = Math.Min(_held, (int)(firstRow % WorkloadLayout.BlockRows));
        }

        public ReadOnlySpan<byte> Block => _block;

        public int Read(Span<Request> into)
        {
            if (_taken == _held && !ReadBlock()) return 0;
            int count = Math.Min(into.Length, _held - _taken);
            _rows.AsSpan(_taken, count).CopyTo(into);
            _taken += count;
            return count;
        }

        private bool ReadBlock()
        {
            _held = (int)Math.Min(WorkloadLayout.BlockRows, _count - _next);
            _taken = 0;
            if (_held <= 0) return false;
            _file.ReadExactly(_block, 0, _held * WorkloadLayout.RowBytes);
            WorkloadLayout.DecodeBlock(_block, _rows.AsSpan(0, _held));
            _next += _held;
            return true;
        }

        public void Dispose() => _file.Dispose();
    }
}
