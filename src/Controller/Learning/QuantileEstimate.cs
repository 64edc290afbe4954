using System.Runtime.CompilerServices;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Learning;

/// <summary>
/// Estimates one quantile of a stream from five markers by the P-square rule (Jain and Chlamtac, 1985), without samples and allocations.
/// Exact for the first five values.
/// </summary>
public struct QuantileEstimate
{
    private Markers _heights;
    private Markers _positions;
    private long _count;

    /// <summary>The estimate, or not a number before the first value.</summary>
    public readonly double Value(double quantile)
    {
        if (_count == 0) return double.NaN;
        if (_count >= 5) return _heights[2];
        return _heights[Math.Max(0, (int)Math.Ceiling(quantile * _count) - 1)];
    }

    public void Add(double value, double quantile)
    {
        if (!double.IsFinite(value)) return;
        if (_count < 5)
        {
            Insert(value);
            return;
        }

        int cell = Cell(value);
        for (int i = cell + 1; i < 5; i++) _positions[i]++;
        _count++;
        for (int i = 1; i <= 3; i++) Adjust(i, Desired(i, quantile));
    }

    internal void Visit(StateFields fields)
    {
        fields.Count(ref _count);
        for (int i = 0; i < 5; i++)
        {
            fields.Number(ref _heights[i]);
            fields.Number(ref _positions[i]);
            bool isOrdered = i == 0 || i >= _count || (_heights[i - 1] <= _heights[i] && _positions[i - 1] < _positions[i]);
            fields.Require(double.IsFinite(_heights[i]) && double.IsFinite(_positions[i]) && isOrdered, "markers in order");
        }
    }

    private void Insert(double value)
    {
        int i = (int)_count++;
        for (; i > 0 && _heights[i - 1] > value; i--) _heights[i] = _heights[i - 1];
        _heights[i] = value;
        _positions[(int)_count - 1] = _count;
    }

    /// <summary>The marker below the value; the outer markers move out to hold it.</summary>
    private int Cell(double value)
    {
        if (value < _heights[0])
        {
            _heights[0] = value;
            return 0;
        }

        if (value >= _heights[4])
        {
            _heights[4] = value;
            return 3;
        }

        int cell = 0;
        while (value >= _heights[cell + 1]) cell++;
        return cell;
    }

    private readonly double Desired(int marker, double quantile) => 1 + (_count - 1) * (marker switch
    {
        1 => quantile / 2,
        2 => quantile,
        _ => (1 + quantile) / 2,
    });

    private void Adjust(int i, double desired)
    {
        double gap = desired - _positions[i];
        bool up = gap >= 1 && _positions[i + 1] - _positions[i] > 1;
        bool down = gap <= -1 && _positions[i - 1] - _positions[i] < -1;
        if (!up && !down) return;

        int step = up ? 1 : -1;
        double height = Parabolic(i, step);
        if (!(_heights[i - 1] < height && height < _heights[i + 1])) height = Linear(i, step);
        _heights[i] = height;
        _positions[i] += step;
    }

    private readonly double Parabolic(int i, int step) =>
        _heights[i] + step / (_positions[i + 1] - _positions[i - 1])
        * ((_positions[i] - _positions[i - 1] + step) * (_heights[i + 1] - _heights[i]) / (_positions[i + 1] - _positions[i])
            + (_positions[i + 1] - _positions[i] - step) * (_heights[i] - _heights[i - 1]) / (_positions[i] - _positions[i - 1]));

    private readonly double Linear(int i, int step) =>
        _heights[i] + step * (_heights[i + step] - _heights[i]) / (_positions[i + step] - _positions[i]);

    [InlineArray(5)]
    private struct Markers
    {
        private double _first;
    }
}
