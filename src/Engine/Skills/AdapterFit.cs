using Teleo.Engine.Adapters;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Mapping;

namespace Teleo.Engine.Skills;

/// <summary>Tells adapters among model files, and the bases that they fit by family and shape.</summary>
public static class AdapterFit
{
    /// <summary>Returns true if a file is an adapter by its own metadata; also false if it cannot be read.</summary>
    public static bool IsAdapter(string path)
    {
        if (!FileBytes.TryOpen(path, out var file, out _)) return false;
        using (file)
            return GgufParser.TryParse(file.Bytes, out var directory, out _)
                && new GgufFactReader(directory).Text("general.type", optional: true) == "adapter";
    }

    /// <summary>Returns the first disagreement between an adapter and its base; null if it fits.</summary>
    public static string? Problem(string path, string basePath)
    {
        if (!ModelFile.TryOpen(basePath, out var model, out var error, acceptsAnyChecksum: true))
            return $"the base cannot be read: {error}";
        using (model)
        {
            if (!AdapterFile.TryOpen(path, model.Facts, out var adapter, out error)) return error.ToString();
            adapter.Dispose();
            return null;
        }
    }
}
