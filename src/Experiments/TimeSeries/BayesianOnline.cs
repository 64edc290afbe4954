using MathNet.Numerics;

namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// Estimates the length of the present regime as a distribution updated with each value (Adams and MacKay, 2007): normal values of unknown
/// mean and variance, a constant hazard of change.
/// </summary>
internal sealed class BayesianOnline(double hazard, BayesianOnline.Prior prior)
{
    private List<(double Mass, Prior Belief)> _runs = [(1, prior)];

    /// <summary>Normal-gamma belief about a level and its precision.</summary>
    public readonly record struct Prior(double Mean, double Weight, double Shape, double Rate)
    {
        public Prior Given(double x) => new(
            (Weight * Mean + x) / (Weight + 1), Weight + 1, Shape + 0.5, Rate + Weight * (x - Mean) * (x - Mean) / (2 * (Weight + 1)));

        /// <summary>Student density of the next value.</summary>
        public double Density(double x)
        {
            double scale = Rate * (Weight + 1) / (Shape * Weight), degrees = 2 * Shape, z = (x - Mean) * (x - Mean) / scale;
            return Math.Exp(SpecialFunctions.GammaLn((degrees + 1) / 2) - SpecialFunctions.GammaLn(degrees / 2)
                - 0.5 * Math.Log(degrees * Math.PI * scale) - (degrees + 1) / 2 * Math.Log(1 + z / degrees));
        }
    }

    /// <summary>Logarithm of the probability of all values seen.</summary>
    public double LogEvidence { get; private set; }

    /// <summary>Entry r is the probability that the regime began r values ago.</summary>
    public IEnumerable<double> Posterior => _runs.Select(run => run.Mass);

    public int LikeliestRun
    {
        get
        {
            int best = 0;
            for (int r = 1; r < _runs.Count; r++)
                if (_runs[r].Mass > _runs[best].Mass) best = r;
            return best;
        }
    }

    public void Add(double x)
    {
        var next = new List<(double Mass, Prior Belief)>(_runs.Count + 1) { default };
        double changed = 0, total = 0;
        foreach (var (mass, belief) in _runs)
        {
            double joint = mass * belief.Density(x);
            changed += joint * hazard;
            next.Add((joint * (1 - hazard), belief.Given(x)));
            total += joint;
        }

        next[0] = (changed, prior);
        LogEvidence += Math.Log(total);
        _runs = [.. next.Select(run => (run.Mass / total, run.Belief))];
    }
}
