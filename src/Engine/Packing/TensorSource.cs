using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Packing;

/// <summary>Reads the numbers of a tensor row by row, so that a tensor is never completely in memory.</summary>
internal abstract class TensorSource
{
    public abstract int Rows { get; }

    public abstract int Columns { get; }

    /// <summary>The type in which the source stores the numbers.</summary>
    public abstract TensorType Type { get; }

    public abstract void ReadRow(int row, Span<float> values);

    /// <summary>The first row that holds an infinity or something that is no number; null if there is none.</summary>
    public int? FirstRowNotFinite()
    {
        var values = new float[Columns];
        for (int row = 0; row < Rows; row++)
        {
            ReadRow(row, values);
            foreach (float value in values)
                if (!float.IsFinite(value)) return row;
        }
        return null;
    }

    /// <summary>Copies a row of a .slm type unchanged, if it is stored in that type.</summary>
    public virtual bool TryCopyRow(TensorType type, int row, Span<byte> bytes, Span<float> scales) => false;

    /// <summary>Writes the bytes of a GGUF tensor: unchanged if the type is the same, else encoded again.</summary>
    public virtual void Write(TensorType type, Stream stream)
    {
        var values = new float[Columns];
        var bytes = new byte[type.RowBytes(Columns)];
        for (int row = 0; row < Rows; row++)
        {
            ReadRow(row, values);
            TensorCodec.Encode(type, values, bytes);
            stream.Write(bytes);
        }
    }
}

/// <summary>A tensor of an open model.</summary>
internal sealed class ViewSource(TensorView view) : TensorSource
{
    public override int Rows => view.Rows;

    public override int Columns => view.Columns;

    public override TensorType Type => view.Type;

    public override void ReadRow(int row, Span<float> values) => view.DecodeRow(row, values);

    public override bool TryCopyRow(TensorType type, int row, Span<byte> bytes, Span<float> scales)
    {
        if (type != view.Type) return false;
        view.RowBytes(row).CopyTo(bytes);
        view.RowScales(row).CopyTo(scales);
        return true;
    }

    public override void Write(TensorType type, Stream stream)
    {
        if (type != view.Type) base.Write(type, stream);
        else
            for (int row = 0; row < view.Rows; row++) stream.Write(view.RowBytes(row));
    }
}
