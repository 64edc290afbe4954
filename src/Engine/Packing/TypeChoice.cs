using Teleo.Engine.Formats;
using Teleo.Engine.Models;

namespace Teleo.Engine.Packing;

/// <summary>Chooses the type of each tensor of a new file.</summary>
internal static class TypeChoice
{
    /// <summary>Returns every tensor's own type, or a wider requested one.</summary>
    public static Func<PartSlot, TensorType> Converting(ModelContent content, TensorType? type) =>
        slot => type ?? content.Source(slot).Type;

    /// <summary>
    /// Vectors stay F32 (in .slm all tensors take the type). Of the types under eight bits the output projection keeps eight: it
    /// costs little and decides the tokens. A row that the block does not divide stays F16.
    /// </summary>
    public static Func<PartSlot, TensorType> Quantizing(ModelFacts facts, TensorType type) => slot =>
    {
        if (type.SlmId() is not null) return type;
        if (slot.IsVector) return TensorType.F32;
        bool isOutput = slot.Part == ModelPart.Output || (slot.Part == ModelPart.Embedding && facts.TiedOutput);
        var wanted = isOutput && type.BlockElements() > 1 ? TensorType.Q8_0 : type;
        return slot.Columns % wanted.BlockElements() == 0 ? wanted : TensorType.F16;
    };

    /// <summary>Returns one type for every matrix, exactly.</summary>
    public static Func<PartSlot, TensorType> Uniform(TensorType type) =>
        slot => slot.IsVector && type.SlmId() is null ? TensorType.F32 : type;
}
