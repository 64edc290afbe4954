namespace Teleo.Vision.Tensors;

/// <summary>The kinds of number a tensor holds.</summary>
public enum ElementKind
{
    Float32,
    Float64,
    Float16,
    Int8,
    UInt8,
    Int32,
    Int64,
    Bool,
}

internal static class ElementKinds
{
    public static int SizeBytes(this ElementKind kind) => kind switch
    {
        ElementKind.Float64 or ElementKind.Int64 => 8,
        ElementKind.Float32 or ElementKind.Int32 => 4,
        ElementKind.Float16 => 2,
        _ => 1,
    };
}
