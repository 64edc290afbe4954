using Teleo.Engine.Models;

namespace Teleo.Engine.Formats;

/// <summary>One checked entry of a GGUF tensor directory: its bytes are in the file and belong to no other tensor.</summary>
/// <param name="Columns">The innermost dimension; rows are all others multiplied.</param>
/// <param name="Offset">From the start of the file.</param>
/// <param name="InfoOffset">Where the entry itself lies, for errors.</param>
internal readonly record struct GgufTensor(
    Slice Name, TensorType Type, int Rows, int Columns, long Offset, long SizeBytes, int InfoOffset);
