using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Packing;

namespace Teleo.Bench;

/// <summary>A model as the scoreboard calls it: the file's name up to its first dash, and the type of most of its bytes.</summary>
internal sealed record ModelLabel(string Name, string Type, Wanted Wanted)
{
    public static ModelLabel Of(string path)
    {
        if (!ModelFile.TryOpen(path, out var file, out var error)) throw new InvalidDataException($"{path}: {error}");
        using (file)
            return new(
                Path.GetFileNameWithoutExtension(path).Split('-')[0].Replace("M", " M", StringComparison.Ordinal),
                file.Weights.BytesByType()[0].Type.Name().ToUpperInvariant(),
                Wanted.Of(ModelInfo.Of(file).Parameters));
    }
}
