namespace Teleo.Engine.Sessions;

/// <summary>
/// Shared scratch memory: one for each concurrent computation, not one for each model. A forward pass takes one and returns it, which
/// allocates nothing once it exists. When the last model of a shape is gone, its scratch is freed. The previous use of a scratch changes no
/// result.
/// </summary>
internal sealed class ScratchPool
{
    private readonly Lock _lock = new();
    private readonly List<Row> _rows = [];

    /// <summary>A model of this shape will compute.</summary>
    public void Join(in ScratchShape shape)
    {
        lock (_lock)
        {
            var row = Find(shape);
            if (row is null) _rows.Add(row = new Row(shape));
            row.Models++;
        }
    }

    /// <summary>Removes a model from the users of a shape.</summary>
    public void Leave(in ScratchShape shape)
    {
        lock (_lock)
        {
            var row = Find(shape)!;
            if (--row.Models > 0) return;
            foreach (var scratch in row.Idle) scratch.Dispose();
            _rows.Remove(row);
        }
    }

    /// <summary>Takes scratch memory of at least this size, until it is returned.</summary>
    public Scratch Take(in ScratchShape shape, int columns, int context, int members)
    {
        int most = columns, longest = context, all = members;
        lock (_lock)
        {
            var row = Find(shape)!;
            for (int i = row.Idle.Count - 1; i >= 0; i--)
                if (row.Idle[i].IsEnoughFor(columns, context, members)) return TakeAt(row, i);

            // One that is too small makes way for the larger one, so that the two are never held at once.
            if (row.Idle.Count > 0)
            {
                using var small = TakeAt(row, row.Idle.Count - 1);
                (most, longest, all) = (Math.Max(most, small.Columns), Math.Max(longest, small.Context),
                    Math.Max(all, small.Members.Length));
            }
        }

        return new Scratch(shape, most, longest, all);
    }

    public void Put(Scratch scratch)
    {
        lock (_lock) Find(scratch.Shape)!.Idle.Add(scratch);
    }

    /// <summary>Returns a model's part of the shared scratch memory of its shape, in bytes.</summary>
    public long ShareOf(in ScratchShape shape)
    {
        lock (_lock)
        {
            if (Find(shape) is not { } row) return 0;
            long sum = 0;
            foreach (var scratch in row.Idle) sum += scratch.SizeBytes;
            return sum / row.Models;
        }
    }

    private static Scratch TakeAt(Row row, int at)
    {
        var scratch = row.Idle[at];
        row.Idle.RemoveAt(at);
        return scratch;
    }

    private Row? Find(in ScratchShape shape)
    {
        foreach (var row in _rows)
            if (row.Shape == shape) return row;
        return null;
    }

    private sealed class Row(ScratchShape shape)
    {
        public ScratchShape Shape { get; } = shape;

        public int Models { get; set; }

        public List<Scratch> Idle { get; } = [];
    }
}
