using Teleo.Engine.Models;

namespace Teleo.Engine.Formats;

/// <summary>The usual names of tensor types: "q8_0" means another type in .slm than in GGUF.</summary>
public static class TensorTypeNames
{
    public static string Name(this TensorType type) => type switch
    {
        TensorType.SlmQ8 => "q8_0",
        TensorType.SlmQ4 => "q4_0",
        TensorType.Q4_K => "q4_k",
        TensorType.Q5_K => "q5_k",
        TensorType.Q6_K => "q6_k",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <summary>The types a format has, for help texts.</summary>
    public static IEnumerable<TensorType> Of(ModelFormat format) =>
        Enum.GetValues<TensorType>().Where(type => format switch
        {
            ModelFormat.Gguf => type.GgufId() is not null,
            ModelFormat.Slm => type.SlmId() is not null,
            _ => type == TensorType.F32,
        });

    public static bool TryParse(string name, ModelFormat format, out TensorType type)
    {
        var matches = Of(format).Where(candidate => candidate.Name().Equals(name, StringComparison.OrdinalIgnoreCase)).ToArray();
        type = matches.FirstOrDefault();
        return matches.Length > 0;
    }
}
