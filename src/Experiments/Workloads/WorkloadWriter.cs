using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Takes rows in order of arrival and writes, or only hashes, the binary format. The file appears under its name
/// when it is complete and not before.
/// </summary>
internal sealed class WorkloadWriter : IDisposable
{
    private readonly Request[] _rows = new Request[WorkloadLayout.BlockRows];
    private readonly byte[] _block = new byte[WorkloadLayout.BlockRows * WorkloadLayout.RowBytes];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IDiskFile? _file;
    private long _written;
    private readonly string? _path;
    private int _pending;

    private WorkloadWriter(string? path)
    {
        _path = path;
        if (path is not null) _file = LocalDisk.Instance.Open(path + ".rows" + AtomicFile.TemporarySuffix, DiskAccess.Create);
    }

    public long Count { get; private set; }

    public long EndNs { get; private set; }

    public static WorkloadWriter ToFile(string path) => new(path);

    /// <summary>Returns a writer for the content hash of rows in memory.</summary>
    public static WorkloadWriter ToHash() => new(null);

    public void Add(in Request row)
    {
        if (row.ArrivalNs < EndNs) throw new ArgumentException($"row {Count} arrives before the one above it");
        _rows[_pending++] = row;
        Count++;
        EndNs = row.ArrivalNs;
        if (_pending == _rows.Length) WriteBlock();
    }

    /// <summary>Completes the file: names are known only now, because an import reads them row by row. Returns the content hash.</summary>
    public string Complete(ImmutableArray<string> skills)
    {
        WriteBlock();
        byte[] names = WorkloadLayout.EncodeNames(skills);
        _hash.AppendData(names);
        byte[] hash = _hash.GetHashAndReset();
        if (_file is not null) WriteWhole(skills.Length, names, hash);
        return Convert.ToHexStringLower(hash);
    }

    private void WriteBlock()
    {
        if (_pending == 0) return;
        int bytes = WorkloadLayout.EncodeBlock(_rows.AsSpan(0, _pending), _block);
        _hash.AppendData(_block, 0, bytes);
        _file?.Write(_block.AsSpan(0, bytes), _written);
        _written += bytes;
        _pending = 0;
    }

    private void WriteWhole(int skills, byte[] names, byte[] hash)
    {
        var header = new byte[WorkloadLayout.HeaderBytes];
        long data = (WorkloadLayout.HeaderBytes + names.Length + 63L) / 64 * 64;
        BinaryPrimitives.WriteUInt64LittleEndian(header, WorkloadLayout.Magic);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(WorkloadLayout.RowsAt), Count);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(WorkloadLayout.SkillsAt), skills);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(WorkloadLayout.NamesLengthAt), names.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(WorkloadLayout.EndAt), EndNs);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(WorkloadLayout.DataAt), data);
        hash.CopyTo(header, WorkloadLayout.HashAt);

        AtomicFile.Write(_path!, file =>
        {
            file.Write(header);
            file.Write(names);
            file.Write(new byte[data - WorkloadLayout.HeaderBytes - names.Length]);
            long copied = 0;
            for (int read; (read = _file!.Read(_block, copied)) > 0; copied += read) file.Write(_block, 0, read);
        });
    }

    public void Dispose()
    {
        _hash.Dispose();
        if (_file is null) return;
        _file.Dispose();
        LocalDisk.Instance.Delete(_path + ".rows" + AtomicFile.TemporarySuffix);
    }
}
