using System.Collections.Immutable;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// The cells of a map in which another policy costs otherwise than the swept one, by the 95 % interval of the paired difference.
/// </summary>
/// <param name="Cells">Cells that were run.</param>
/// <param name="Dearer">Cells whose whole interval lies above 0: the other policy costs more.</param>
/// <param name="Cheaper">Cells whose whole interval lies below 0.</param>
/// <param name="ByChance">Cells that would be expected among these two if there were no difference anywhere.</param>
/// <param name="Equal">Cells in which both cost the same to the bit on every seed.</param>
internal sealed record InfluenceCount(int Cells, int Dearer, int Cheaper, double ByChance, int Equal)
{
    private const double Error = 0.05;

    public double Share => (Dearer + Cheaper) / (double)Math.Max(1, Cells);

    public static InfluenceCount Of(SweepMap map, SweepAxis x, SweepAxis y, ImmutableArray<SweepMeasure> measures)
    {
        int at = measures.IndexOf(measures.First(measure => measure.Id == PhaseSweep.InfluenceId));
        double[][] cells = [.. map.Grid.Evaluations(x, y).Select(cell => cell.Values)];
        int equal = cells.Count(cell => cell[at] == 0 && cell[at + 1] == 0 && cell[at + 2] == 0);
        return new(cells.Length, cells.Count(cell => cell[at + 1] > 0), cells.Count(cell => cell[at + 2] < 0),
            Error * (cells.Length - equal), equal);
    }
}
