using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Teleo.Engine.Input;
using Teleo.Engine.Loading;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Worlds;

/// <summary>Makes a world of a folder of GGUF files: names, exact sizes and KV caches from the files, speeds estimated.</summary>
internal static partial class FolderScan
{
    private const long AssumedContext = 4096;
    private const int MostFiles = 10_000;

    /// <summary>Reads the head of every GGUF file below a folder; reports other files to <paramref name="skipped"/>.</summary>
    /// <param name="weightBytesPerSecond">Bytes of weights that this machine reads a second, by a quick measurement.</param>
    public static World Scan(string folder, MachineProfile machine, double weightBytesPerSecond, Action<string> skipped)
    {
        if (!Directory.Exists(folder)) throw new InputException("FolderNotFound", "no such folder", folder);
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 8 };
        string[] files = [.. Directory.EnumerateFiles(folder, "*.gguf", options).Take(MostFiles + 1).Order(StringComparer.Ordinal)];
        if (files.Length == 0) throw new InputException("NoModels", "the folder has no GGUF file", folder);
        if (files.Length > MostFiles) throw new InputException("TooManyFiles", $"the folder has more than {MostFiles} GGUF files", folder);
        var host = machine with
        {
            Name = $"this machine, reading like {machine.Name}",
            Source = $"Weights read a second: measured here for a moment on all processors. All else: {machine.Source}",
            WeightBytesPerSecond = weightBytesPerSecond,
        };
        var models = ImmutableArray.CreateBuilder<ModelProfile>();
        var assumed = ImmutableArray.CreateBuilder<string>();
        foreach (var parts in files.GroupBy(file => Part().Replace(Path.GetRelativePath(folder, file), "")))
        {
            string first = parts.First();
            if (FileIdentity.Behind(first) is not { IsPlain: true })
            {
                skipped($"{first}: no plain file");
                continue;
            }

            if (!GgufSummary.TryRead(first, out var summary, out var error))
            {
                skipped($"{first}: {error}");
                continue;
            }

            if (summary.ContextLength is not null) assumed.Add($"models[{models.Count}].context_tokens");
            models.Add(Of(parts.Key, parts.Sum(file => new FileInfo(file).Length), summary));
        }

        if (models.Count == 0) throw new InputException("NoModels", "no file in the folder is a GGUF file that can be read", folder);
        return new World { Models = models.ToImmutable(), Machine = host, Assumed = assumed.ToImmutable() };
    }

    private static ModelProfile Of(string name, long bytes, GgufSummary summary) => new()
    {
        Name = name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? name[..^".gguf".Length] : name,
        Bytes = bytes,
        KvBytesPerToken = summary.CacheNumbersPerToken * 2,   // 16 bits each
        ContextTokens = summary.ContextLength is { } most ? Math.Min(most, AssumedContext) : null,
        Family = summary.Architecture is { } architecture ? $"{architecture} {summary.SizeLabel}".Trim() : null,
        Variant = summary.FileType,
    };

    /// <summary>The ending of one part of a model in several files.</summary>
    [GeneratedRegex(@"-\d{5}-of-\d{5}(?=\.gguf$)", RegexOptions.IgnoreCase)]
    private static partial Regex Part();
}
