using System.Runtime.CompilerServices;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Kernels;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Adapters;

/// <summary>
/// An adapter prepared for one loaded base: its pairs as floats with the scale included, and scratch memory for each thread. The base is
/// neither copied nor changed. Any number of sessions of the base may use any of its adapters.
/// </summary>
public sealed unsafe class LoraAdapter : IDisposable
{
    private const int Parts = (int)ModelPart.Up - (int)ModelPart.Query + 1;

    private readonly Pair[] _pairs;   // [layer, part]; a pair without rows is absent
    private readonly List<NativeBuffer<float>> _buffers = [];
    private readonly NativeBuffer<float> _low;
    private readonly int _lowStride;

    private LoraAdapter(ModelWeights weights, ModelFacts facts, AdapterFile file, int threads)
    {
        Weights = weights;
        (Rank, Alpha) = (file.Rank, file.Alpha);
        _pairs = new Pair[facts.LayerCount * Parts];
        _lowStride = (Rank + Lanes.Floats - 1) / Lanes.Floats * Lanes.Floats;
        _low = new((long)threads * _lowStride);
        _buffers.Add(_low);
    }

    public int Rank { get; }

    public float Alpha { get; }

    public long SizeBytes => _buffers.Sum(buffer => buffer.SizeBytes);

    /// <summary>The base it fits.</summary>
    internal ModelWeights Weights { get; }

    /// <summary>Held while it is being computed with; taken by <see cref="Dispose"/> as well.</summary>
    internal Lock Use { get; } = new();

    internal bool IsDisposed { get; private set; }

    public void Dispose()
    {
        lock (Use)
        {
            if (IsDisposed) return;
            IsDisposed = true;
            foreach (var buffer in _buffers) buffer.Dispose();
        }
    }

    internal static bool TryLoad(string path, ModelWeights weights, ModelFacts facts, int threads,
        out LoraAdapter adapter, out FormatError error)
    {
        adapter = null!;
        if (!AdapterFile.TryOpen(path, facts, out var file, out error)) return false;
        using (file)
        {
            var made = new LoraAdapter(weights, facts, file, threads);
            foreach (var pair in file.Pairs)
            {
                if (made.TryAdd(pair)) continue;
                made.Dispose();
                return FormatError.Fail(FormatFault.NotFinite, 0, 0, GgufNames.Of(pair.Slot), out error);
            }

            adapter = made;
            return true;
        }
    }

    /// <summary>Adds the adapter's part of a matrix to rows of its products with some columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Add(int member, int layer, ModelPart part, in Inputs x, int columns, float* y, int yStride, int begin, int end)
    {
        ref readonly var pair = ref _pairs[(layer * Parts) + (part - ModelPart.Query)];
        if (pair.Rows == 0 || begin >= end) return;
        float* low = _low.Pointer + ((long)member * _lowStride);
        for (int column = 0; column < columns; column++)
        {
            RowProducts.Floats<F32Elements>((byte*)pair.Down, pair.Columns, x.Values + ((long)column * x.Stride), low, 0, Rank);
            float* output = y + ((long)column * yStride);
            for (int k = 0; k < Rank; k++)
                VectorMath.AddScaled(output + begin, pair.Up + ((long)k * pair.Rows) + begin, low[k], end - begin);
        }
    }

    private bool TryAdd(in AdapterPair pair)
    {
        var (rows, columns) = (pair.Slot.Rows, pair.Slot.Columns);
        var down = new NativeBuffer<float>((long)Rank * columns);
        var up = new NativeBuffer<float>((long)Rank * rows);
        _buffers.Add(down);
        _buffers.Add(up);
        for (int k = 0; k < Rank; k++) pair.Down.DecodeRow(k, down.Span((long)k * columns, columns));
        float[] row = new float[Rank];
        float scale = Alpha / Rank;
        for (int r = 0; r < rows; r++)
        {
            pair.Up.DecodeRow(r, row);
            for (int k = 0; k < Rank; k++) up.Pointer[((long)k * rows) + r] = scale * row[k];
        }

        _pairs[(pair.Slot.Layer * Parts) + (pair.Slot.Part - ModelPart.Query)] = new()
        {
            Down = down.Pointer,
            Up = up.Pointer,
            Rows = rows,
            Columns = columns
        };
        return AreFinite(down) && AreFinite(up);
    }

    private static bool AreFinite(NativeBuffer<float> values)
    {
        for (long i = 0; i < values.Length; i++)
            if (!float.IsFinite(values.Pointer[i])) return false;
        return true;
    }

    private readonly struct Pair
    {
        public float* Down { get; init; }   // [rank, columns]
        public float* Up { get; init; }     // [rank, rows], scaled
        public int Rows { get; init; }
        public int Columns { get; init; }
    }
}
