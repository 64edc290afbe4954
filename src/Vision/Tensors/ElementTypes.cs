using Microsoft.ML.OnnxRuntime.Tensors;

namespace Teleo.Vision.Tensors;

/// <summary>Pairs the kinds of number with ONNX Runtime's names for them.</summary>
internal static class ElementTypes
{
    private static readonly (ElementKind Kind, TensorElementType Type)[] Pairs =
    [
        (ElementKind.Float32, TensorElementType.Float),
        (ElementKind.Float64, TensorElementType.Double),
        (ElementKind.Float16, TensorElementType.Float16),
        (ElementKind.Int8, TensorElementType.Int8),
        (ElementKind.UInt8, TensorElementType.UInt8),
        (ElementKind.Int32, TensorElementType.Int32),
        (ElementKind.Int64, TensorElementType.Int64),
        (ElementKind.Bool, TensorElementType.Bool),
    ];

    public static TensorElementType TypeOf(ElementKind kind) => Pairs.First(pair => pair.Kind == kind).Type;

    /// <summary>Returns the kind of a type; null if there is none.</summary>
    public static ElementKind? KindOf(TensorElementType type) =>
        Pairs.Where(pair => pair.Type == type).Select(pair => (ElementKind?)pair.Kind).FirstOrDefault();
}
