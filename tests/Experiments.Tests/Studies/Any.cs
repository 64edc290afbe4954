using System.Text;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

/// <summary>Small studies on the synthetic runner, whose truth is known.</summary>
internal static class Any
{
    public static readonly SyntheticRunner Runner = new(11);

    public static StudyDefinition Study(params string[] arms) => new()
    {
        Name = "any",
        Question = "Does it cost more?",
        Plant = "synthetic",
        Workloads = ["synthetic-a", "synthetic-b"],
        Budgets = [0.5, 1],
        Baseline = "base",
        Arms = ["base", .. arms],
        Seeds = [.. Enumerable.Range(1, 10).Select(seed => (ulong)seed)],
        PrimaryMetric = "cost",
        Metrics = ["noise"],
    };

    public static StudyResults Results(StudyDefinition study, ICellRunner? runner = null)
    {
        runner ??= Runner;
        return new(study, runner.Metrics, [.. StudyPlan.Of(study).Cells.Select(cell => (cell, Outcome(cell)))]);

        CellOutcome Outcome(Cell cell)
        {
            try
            {
                return runner.Run(cell, CancellationToken.None);
            }
            catch (InvalidOperationException e)
            {
                return new([], e.Message);
            }
        }
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

/// <summary>A folder of its own that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = TestFolder.New("teleo-study");

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
