using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Teleo.Engine.Storage;

namespace Teleo.Training.Runs;

/// <summary>
/// The whole state of a training between two steps. A training resumed from it ends with the same bytes as an uninterrupted one. Layout:
/// magic, version, SHA-256 of the configuration, step, running loss, curve, parameters, both moments, SHA-256 of all before.
/// </summary>
public static class Checkpoint
{
    private const int HashBytes = 32;
    private static ReadOnlySpan<byte> Magic => "TELEOCP1"u8;

    public static void Save(Trainer trainer, string path, IDisk? disk = null) => AtomicFile.Write(path, stream =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Put(Magic);
        Put(ConfigurationHash(trainer));
        PutNumber(trainer.Step);
        PutNumber(BitConverter.DoubleToInt64Bits(trainer.Running.Loss));
        PutNumber(trainer.Running.Judged);
        PutNumber(trainer.Curve.Count);
        foreach (var point in trainer.Curve)
        {
            PutNumber(point.Step);
            foreach (double value in new[] { point.Rate, point.TrainLoss, point.ValidationLoss, point.ValidationExact })
                PutNumber(BitConverter.DoubleToInt64Bits(value));
        }

        foreach (var buffer in Buffers(trainer)) Put(MemoryMarshal.AsBytes(buffer.Span));
        stream.Write(hash.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }

        void PutNumber(long value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            Put(bytes);
        }
    }, disk);

    /// <summary>Restores a new trainer from the file, or returns the reason why not; a refused file changes nothing.</summary>
    public static string? TryLoad(Trainer trainer, string path, IDisk? disk = null)
    {
        byte[] file = (disk ?? LocalDisk.Instance).ReadAll(path);
        var rest = file.AsSpan();
        if (file.Length < Magic.Length + 2 * HashBytes || !rest[..Magic.Length].SequenceEqual(Magic)) return "not a training checkpoint";
        if (!SHA256.HashData(rest[..^HashBytes]).AsSpan().SequenceEqual(rest[^HashBytes..]))
            return "damaged: its hash does not match its content";
        if (!rest.Slice(Magic.Length, HashBytes).SequenceEqual(ConfigurationHash(trainer)))
            return "of another configuration: other options, tasks or seed";

        rest = rest[(Magic.Length + HashBytes)..^HashBytes];
        int step = (int)Number(ref rest);
        var running = (BitConverter.Int64BitsToDouble(Number(ref rest)), Number(ref rest));
        var curve = new List<TrainingPoint>();
        for (long points = Number(ref rest); points > 0; points--)
            curve.Add(new TrainingPoint((int)Number(ref rest), Real(ref rest), Real(ref rest), Real(ref rest), Real(ref rest)));

        foreach (var buffer in Buffers(trainer))
        {
            var bytes = MemoryMarshal.AsBytes(buffer.Span);
            rest[..bytes.Length].CopyTo(bytes);
            rest = rest[bytes.Length..];
        }

        trainer.Restore(step, curve, running);
        return null;
    }

    private static Buffer[] Buffers(Trainer trainer) => [trainer.Trained, trainer.Optimiser.Mean, trainer.Optimiser.Square];

    private static byte[] ConfigurationHash(Trainer trainer) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { trainer.Options, Tasks = trainer.TaskNames }));

    private static long Number(ref Span<byte> rest)
    {
        long value = BinaryPrimitives.ReadInt64LittleEndian(rest);
        rest = rest[sizeof(long)..];
        return value;
    }

    private static double Real(ref Span<byte> rest) => BitConverter.Int64BitsToDouble(Number(ref rest));
}
