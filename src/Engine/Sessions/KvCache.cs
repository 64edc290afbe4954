using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Teleo.Engine.Kernels;
using Teleo.Engine.Models;

namespace Teleo.Engine.Sessions;

/// <summary>
/// The keys and values of one session, head by head in the panel form of attention: keys [layer, head, position / 16, headSize, 16], values
/// [layer, head, dimension / 16, position, 16].
/// </summary>
internal sealed unsafe class KvCache : IDisposable
{
    private readonly NativeBuffer<byte> _keys;
    private readonly NativeBuffer<byte> _values;
    private readonly int _kvHeads;
    private readonly int _headSize;
    private readonly int _padded;   // positions, in whole panels of 16

    public KvCache(ModelFacts facts, int capacity, KvPrecision precision)
    {
        Capacity = capacity;
        Precision = precision;
        _kvHeads = facts.KvHeadCount;
        _headSize = facts.HeadSize;
        _padded = FloatPanels.CountFor(capacity) * Lanes.Floats;
        long heads = (long)facts.LayerCount * _kvHeads;
        _keys = new(heads * KeyElements * ElementBytes);
        _values = new(heads * ValueElements * ElementBytes);
    }

    public int Capacity { get; }

    public KvPrecision Precision { get; }

    public long SizeBytes => _keys.SizeBytes + _values.SizeBytes;

    /// <summary>Elements from one panel of sixteen positions to the next.</summary>
    public long KeyPanelStride => _headSize * Lanes.Floats;

    /// <summary>Elements from one panel of sixteen dimensions to the next.</summary>
    public long ValuePanelStride => (long)_padded * Lanes.Floats;

    private int ElementBytes => Precision == KvPrecision.F32 ? sizeof(float) : sizeof(Half);

    private long KeyElements => (long)_padded * _headSize;   // of one head in one layer

    private long ValueElements => FloatPanels.CountFor(_headSize) * ValuePanelStride;

    public static long BytesFor(ModelFacts facts, int capacity, KvPrecision precision)
    {
        long padded = FloatPanels.CountFor(capacity) * (long)Lanes.Floats;
        long perHead = padded * (facts.HeadSize + (FloatPanels.CountFor(facts.HeadSize) * Lanes.Floats));
        return facts.LayerCount * (long)facts.KvHeadCount * perHead * (precision == KvPrecision.F32 ? sizeof(float) : sizeof(Half));
    }

    public byte* Keys(int layer, int head) => _keys.Pointer + ((((long)layer * _kvHeads) + head) * KeyElements * ElementBytes);

    public byte* Values(int layer, int head) => _values.Pointer + ((((long)layer * _kvHeads) + head) * ValueElements * ElementBytes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Store(int layer, int head, int position, float* key, float* value)
    {
        // Element 0 of the key; the next ones are 16 apart.
        long keyAt = (position / Lanes.Floats * KeyPanelStride) + (position % Lanes.Floats);
        long valueAt = (long)position * Lanes.Floats;   // elements 0..15 of the value; the next ones are a panel on
        byte* keys = Keys(layer, head), values = Values(layer, head);
        if (Precision == KvPrecision.F32)
        {
            float* toKeys = (float*)keys + keyAt;
            float* toValues = (float*)values + valueAt;
            for (int i = 0; i < _headSize; i++) toKeys[i * Lanes.Floats] = key[i];
            for (int i = 0; i < _headSize; i += Lanes.Floats, toValues += ValuePanelStride)
                if (i + Lanes.Floats <= _headSize) Vector512.Load(value + i).Store(toValues);
                else
                    for (int rest = i; rest < _headSize; rest++) toValues[rest - i] = value[rest];
        }
        else
        {
            for (int i = 0; i < _headSize; i++)
            {
                ((Half*)keys)[keyAt + (i * Lanes.Floats)] = (Half)key[i];
                ((Half*)values)[valueAt + (i / Lanes.Floats * ValuePanelStride) + (i % Lanes.Floats)] = (Half)value[i];
            }
        }
    }

    public void Dispose()
    {
        _keys.Dispose();
        _values.Dispose();
    }
}
