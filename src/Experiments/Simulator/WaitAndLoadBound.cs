using Teleo.Controller.Domain;
using Teleo.Experiments.Bounds;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Simulator;

/// <summary>
/// A lower bound on seconds waited plus seconds loaded that holds for every policy of the queue tier, also for one
/// that knows the future, loads ahead, delays and batches. Takes one pass over the trace.
/// </summary>
/// <remarks>
/// <para>
/// Between two arrivals of a skill, a time g apart, it is either loaded again, which costs at least its shortest load
/// time L, or it is resident without a break from the moment the first of the two can be served; what is missing at
/// the start of the gap was waited. So a gap in which the skill is absent for a time u costs at least min(L, u), and
/// no less than the chord u * min(L, g) / g of that concave function.
/// </para>
/// <para>
/// Who is present at one instant must fit, so at each instant the least rate of cost is a fractional knapsack over the
/// gaps that are open then; the bound adds it up over time, and the first load of each skill. What is relaxed: parts
/// of skills may be resident, for parts of their gaps; service and loading take no room; loaders are not counted.
/// A request that is given up counts as its time-out, hence a gap never costs more than that.
/// </para>
/// </remarks>
internal static class WaitAndLoadBound
{
    public const string Name = "cost of absence at each instant";

    /// <summary>Why the bound does not hold for a run; null where it does.</summary>
    public static string? ObstacleIn(SimulatedRun run) =>
        run.Settings.Miss is not (MissMode.Wait or MissMode.LoadThrough) ? "misses are not waited for"
        : run.Trace is Adversary ? "the requests depend on the policy"
        : run.WarmupSeconds > 0 ? "a warm-up is cut"
        : run.Settings.Faults.ExponentialLoads ? "load times are drawn and may be short"
        : run.Settings.Faults.ClockStepsPerHour > 0 ? "the clock steps"
        : null;

    /// <summary>The bound in the unit of a run's cost, seconds per 1,000 requests; null where it does not hold.</summary>
    public static Bound? Of(SimulatedRun run) => ObstacleIn(run) is null && run.Trace.Count > 0
        ? new Bound(Name, BoundKind.Prefetch, 1000 * LowerSeconds(run) / run.Trace.Count, null)
        : null;

    /// <summary>Checks that no run costs less than the bound; one that does shows an error in the plant, its meters or the bound.</summary>
    public static void Check(RunReport report)
    {
        if (report.Bound is { } bound && report.Cost < bound.Lower * (1 - 1e-6))
            throw new InvariantException(
                $"policy {report.Policy} under seed {report.Seed} costs {report.Cost}, less than the bound of {bound.Lower} "
                    + $"({bound.Name})");
    }

    /// <summary>Seconds waited plus seconds loaded that no policy can do without.</summary>
    public static double LowerSeconds(SimulatedRun run)
    {
        var gaps = new OpenGaps(run);
        double seconds = 0;
        long nowNs = 0;
        foreach (var row in run.Trace.Requests())
        {
            seconds += (row.ArrivalNs - nowNs) * 1e-9 * gaps.LeastRate();
            seconds += gaps.Pass(row.Skill);
            nowNs = row.ArrivalNs;
        }

        return seconds;
    }

    /// <summary>The current gap of each skill, in the order of the cost of absence per byte.</summary>
    private sealed class OpenGaps
    {
        private readonly SimulatedRun _run;
        private readonly long[][] _arrivals;
        private readonly int[] _passed;
        private readonly double[] _rates;
        private readonly double[] _sizes;
        private readonly List<int> _open = [];

        public OpenGaps(SimulatedRun run)
        {
            _run = run;
            _arrivals = SkillArrivals.Of(run.Trace);
            _passed = new int[_arrivals.Length];
            _rates = new double[_arrivals.Length];
            _sizes = [.. run.Profiles.Select(profile => (double)profile.Footprint.ResidentBytes)];
        }

        /// <summary>Ends the gap of a skill at its next arrival and starts the next. Returns the cost of the arrival itself.</summary>
        public double Pass(int skill)
        {
            var arrivals = _arrivals[skill];
            int number = _passed[skill]++;
            if (number > 0) _open.Remove(skill);
            if (number + 1 < arrivals.Length)
            {
                double gap = (arrivals[number + 1] - arrivals[number]) * 1e-9;
                _rates[skill] = gap > 0 ? Math.Min(Dearest(_run.Profiles[skill].WarmLoadSeconds), gap) / gap : 0;
                Insert(skill);
            }

            bool isFree = number > 0 || _run.Settings.Initial.Contains(skill);
            return isFree ? 0 : Dearest(_run.Profiles[skill].ColdLoadSeconds);
        }

        /// <summary>Cost for each second that cannot be avoided now: all open gaps less the best part that fits.</summary>
        public double LeastRate()
        {
            double room = _run.Settings.Capacity.ResidentBytes, rate = 0;
            foreach (int skill in _open)
            {
                double kept = Math.Clamp(room / Math.Max(1, _sizes[skill]), 0, 1);
                rate += _rates[skill] * (1 - kept);
                room -= _sizes[skill];
            }

            return rate;
        }

        private double Dearest(double loadSeconds) => Math.Min(loadSeconds, _run.Settings.TimeoutSeconds);

        private void Insert(int skill)
        {
            int at = 0;
            while (at < _open.Count && _rates[_open[at]] * _sizes[skill] >= _rates[skill] * _sizes[_open[at]]) at++;
            _open.Insert(at, skill);
        }
    }
}
