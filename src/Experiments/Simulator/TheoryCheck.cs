namespace Teleo.Experiments.Simulator;

/// <summary>One figure of queueing or cache theory with the result of independent replications of the simulator.</summary>
/// <param name="HalfWidth">Half the 99 % interval of the mean over replications (Student).</param>
internal readonly record struct TheoryCheck(string Name, double Theory, double Simulated, double HalfWidth)
{
    public bool Holds => Math.Abs(Simulated - Theory) <= HalfWidth;
}
