namespace Teleo.Engine.Formats;

/// <summary>One metadata pair in the file: <paramref name="Value"/> covers all bytes of the value, after its type.</summary>
/// <param name="ElementType">Of an array, the type of its elements; else the type itself.</param>
/// <param name="Count">Of an array, how many elements; else 1.</param>
internal readonly record struct GgufEntry(Slice Key, GgufValueType Type, GgufValueType ElementType, int Count, Slice Value)
{
    /// <summary>The offset of the first element of an array, or of the value itself.</summary>
    public int ElementsAt => Type == GgufValueType.Array ? Value.Offset + 12 : Value.Offset;
}
