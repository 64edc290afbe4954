namespace Teleo.Experiments.Bounds;

/// <summary>
/// Computes the largest gain of a flow along a line of nodes: free arcs from each node to the next, and gap arcs with a capacity that skip
/// ahead and gain per unit. Supplies enter and leave at the nodes.
/// </summary>
/// <remarks>
/// Successive shortest paths with potentials from a super source to a super sink; the first potentials come from one
/// pass along the line, on which no arc leads back. Amounts below a tolerance are taken for zero.
/// </remarks>
internal sealed class LineFlow
{
    private readonly List<Arc> _arcs = [];
    private readonly List<int>[] _leaving;
    private readonly double[] _potentials;
    private readonly double[] _distances;
    private readonly int[] _arrivedBy;
    private readonly int _source;
    private readonly int _sink;
    private double _scale;

    public LineFlow(int nodes)
    {
        (_source, _sink) = (nodes, nodes + 1);
        _leaving = [.. Enumerable.Range(0, nodes + 2).Select(_ => new List<int>())];
        _potentials = new double[nodes + 2];
        _distances = new double[nodes + 2];
        _arrivedBy = new int[nodes + 2];
        for (int i = 0; i + 1 < nodes; i++) AddArc(i, i + 1, double.PositiveInfinity, 0);
    }

    /// <summary>Adds a supply at a node; a negative amount is a demand.</summary>
    public void AddSupply(int node, double amount)
    {
        if (amount > 0) AddArc(_source, node, amount, 0);
        if (amount < 0) AddArc(node, _sink, -amount, 0);
        _scale = Math.Max(_scale, Math.Abs(amount));
    }

    public void AddGap(int from, int to, double capacity, double gainPerUnit) => AddArc(from, to, capacity, -gainPerUnit);

    public double MostGain()
    {
        double tolerance = 1e-12 * _scale;
        FirstPotentials();
        double gain = 0;
        while (TryShortestPath(tolerance))
        {
            double amount = double.PositiveInfinity;
            for (int node = _sink; node != _source; node = _arcs[_arrivedBy[node] ^ 1].To)
                amount = Math.Min(amount, _arcs[_arrivedBy[node]].Room);
            for (int node = _sink; node != _source; node = _arcs[_arrivedBy[node] ^ 1].To)
            {
                int arc = _arrivedBy[node];
                gain -= amount * _arcs[arc].Cost;
                _arcs[arc] = _arcs[arc] with { Room = _arcs[arc].Room - amount };
                _arcs[arc ^ 1] = _arcs[arc ^ 1] with { Room = _arcs[arc ^ 1].Room + amount };
            }
        }

        return gain;
    }

    private void AddArc(int from, int to, double room, double cost)
    {
        _leaving[from].Add(_arcs.Count);
        _arcs.Add(new Arc(to, room, cost));
        _leaving[to].Add(_arcs.Count);
        _arcs.Add(new Arc(from, 0, -cost));
    }

    /// <summary>
    /// Computes the least cost from the source over arcs with free capacity; in the order of the line all predecessors come first.
    /// </summary>
    private void FirstPotentials()
    {
        Array.Fill(_potentials, double.PositiveInfinity);
        _potentials[_source] = 0;
        foreach (int node in Enumerable.Range(0, _source).Prepend(_source))
            foreach (int arc in _leaving[node])
                if (_arcs[arc].Room > 0)
                    _potentials[_arcs[arc].To] = Math.Min(_potentials[_arcs[arc].To], _potentials[node] + _arcs[arc].Cost);
        for (int node = 0; node < _potentials.Length; node++)
            if (double.IsPositiveInfinity(_potentials[node])) _potentials[node] = 0;
    }

    private bool TryShortestPath(double tolerance)
    {
        Array.Fill(_distances, double.PositiveInfinity);
        _distances[_source] = 0;
        var open = new PriorityQueue<int, double>();
        open.Enqueue(_source, 0);
        while (open.TryDequeue(out int node, out double distance))
        {
            if (distance > _distances[node]) continue;
            foreach (int index in _leaving[node])
            {
                var arc = _arcs[index];
                if (arc.Room <= tolerance) continue;
                double next = distance + Math.Max(0, arc.Cost + _potentials[node] - _potentials[arc.To]);
                if (next >= _distances[arc.To]) continue;
                _distances[arc.To] = next;
                _arrivedBy[arc.To] = index;
                open.Enqueue(arc.To, next);
            }
        }

        if (double.IsPositiveInfinity(_distances[_sink])) return false;
        for (int node = 0; node < _potentials.Length; node++) _potentials[node] += Math.Min(_distances[node], _distances[_sink]);
        return true;
    }

    private readonly record struct Arc(int To, double Room, double Cost);
}
