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
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            using var file = new BinaryWriter(hashed);
            file.Write(Magic);
            file.Write(ConfigurationHash(trainer));
            file.Write((long)trainer.Step);
            file.Write(trainer.Running.Loss);
            file.Write(trainer.Running.Judged);
            file.Write((long)trainer.Curve.Count);
            foreach (var point in trainer.Curve)
            {
                file.Write((long)point.Step);
                foreach (double value in new[] { point.Rate, point.TrainLoss, point.ValidationLoss, point.ValidationExact })
                    file.Write(value);
            }

            foreach (var buffer in Buffers(trainer)) file.Write(MemoryMarshal.AsBytes(buffer.Span));
        }

        stream.Write(hash.Hash);
    }, disk);

    /// <summary>Restores a new trainer from the file, or returns the reason why not; a refused file changes nothing.</summary>
    public static string? TryLoad(Trainer trainer, string path, IDisk? disk = null)
    {
        byte[] bytes = (disk ?? LocalDisk.Instance).ReadAll(path);
        var all = bytes.AsSpan();
        if (bytes.Length < Magic.Length + 2 * HashBytes || !all.StartsWith(Magic)) return "not a training checkpoint";
        if (!all[^HashBytes..].SequenceEqual(SHA256.HashData(all[..^HashBytes]))) return "damaged: its hash does not match its content";
        if (!all.Slice(Magic.Length, HashBytes).SequenceEqual(ConfigurationHash(trainer)))
            return "of another configuration: other options, tasks or seed";

        int start = Magic.Length + HashBytes;
        using var file = new BinaryReader(new MemoryStream(bytes, start, bytes.Length - HashBytes - start));
        int step = (int)file.ReadInt64();
        var running = (file.ReadDouble(), file.ReadInt64());
        var curve = new List<TrainingPoint>();
        for (long points = file.ReadInt64(); points > 0; points--)
            curve.Add(new((int)file.ReadInt64(), file.ReadDouble(), file.ReadDouble(), file.ReadDouble(), file.ReadDouble()));
        foreach (var buffer in Buffers(trainer)) file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(buffer.Span));
        trainer.Restore(step, curve, running);
        return null;
    }

    private static Buffer[] Buffers(Trainer trainer) => [trainer.Trained, trainer.Optimiser.Mean, trainer.Optimiser.Square];

    private static byte[] ConfigurationHash(Trainer trainer) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { trainer.Options, Tasks = trainer.TaskNames }));
}
