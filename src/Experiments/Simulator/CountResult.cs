namespace Teleo.Experiments.Simulator;

/// <summary>The result of a run of the count tier.</summary>
/// <param name="Oversize">Misses of objects that are larger than the whole pool: served, and never admitted.</param>
/// <param name="LoadSeconds">Sum of the load times of admitted skills.</param>
public readonly record struct CountResult(long Requests, long Misses, long Oversize, double LoadSeconds)
{
    public double MissRatio => Requests == 0 ? 0 : (double)Misses / Requests;
}
