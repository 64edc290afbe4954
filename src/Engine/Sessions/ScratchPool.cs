namespace Teleo.Engine.Sessions;

/// <summary>
/// Scratch for models that take turns: as many as compute at once, not one for each. A forward pass takes one and puts it back, which
/// allocates nothing once it is there; when the last model of a shape has left, what it used is given back. Whose pass used a scratch
/// before changes no result.
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

    /// <summary>One of those that joined computes no more.</summary>
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

    /// <summary>Scratch of a shape for at least so much, until it is put back.</summary>
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

    /// <summary>A model's part of what lies here of its shape.</summary>
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
