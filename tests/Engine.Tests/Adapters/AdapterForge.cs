using Teleo.Engine.Adapters;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;
using Teleo.Engine.Tests.Kernels;

namespace Teleo.Engine.Tests.Adapters;

/// <summary>Random adapters for any base, as files and as numbers.</summary>
internal sealed class AdapterForge
{
    private readonly Dictionary<PartSlot, (float[] Down, float[] Up)> _pairs = [];
    private readonly ModelFacts _facts;

    public AdapterForge(ModelFacts facts, int seed, int rank = 3, float alpha = 6, float size = 0.3f, params ReadOnlySpan<ModelPart> parts)
    {
        _facts = facts;
        (Rank, Alpha) = (rank, alpha);
        var rng = new TestRandom(seed);
        var wanted = parts.Length > 0 ? parts.ToArray() : [.. AdapterFile.Targets];
        foreach (var slot in PartSlot.All(facts).Where(slot => wanted.Contains(slot.Part)))
            _pairs[slot] = (Numbers(rank * slot.Columns), Numbers(slot.Rows * rank));

        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => size * rng.NextNormal())];
    }

    public int Rank { get; }

    public float Alpha { get; }

    public string Write(string path)
    {
        Assert.True(Packer.TryWriteAdapter(path, _facts, Rank, Alpha, slot => _pairs.TryGetValue(slot, out var pair) ? (pair.Down, pair.Up) : null, out var error), error.ToString());
        return path;
    }

    /// <summary>Adds the adapter to the weights themselves, which must be F32 and writable.</summary>
    public unsafe void Merge(ModelWeights weights)
    {
        foreach (var (slot, (down, up)) in _pairs)
            for (int row = 0; row < slot.Rows; row++)
                for (int column = 0; column < slot.Columns; column++)
                {
                    double sum = 0;
                    for (int k = 0; k < Rank; k++) sum += (double)up[(row * Rank) + k] * down[(k * slot.Columns) + column];
                    ((float*)weights[slot].Data)[(row * slot.Columns) + column] += (float)(Alpha / Rank * sum);
                }
    }
}
