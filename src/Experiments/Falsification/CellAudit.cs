using Teleo.Controller.Domain;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>Compares the cells of a registered study with its ledger, and repeats a sample of them.</summary>
internal static class CellAudit
{
    private const int LeastSample = 2, MostSample = 20, CellsPerSample = 100;

    /// <summary>Why the cells may not confirm; empty when they may.</summary>
    public static IReadOnlyList<string> Departures(StudyWorkspace workspace, StudyResults results, TimeProvider clock,
        CancellationToken cancellation)
    {
        var departures = new List<string>();
        var attempts = workspace.Ledger.Read(out _);
        var marks = attempts.Where(attempt => attempt.Registration == workspace.Registration!.Sha256)
            .SelectMany(attempt => attempt.Cells).ToHashSet(StringComparer.Ordinal);
        int unknown = results.Runs.Count(run => workspace.Store.MarkOf(run.Cell) is not { } mark || !marks.Contains(mark));
        if (unknown > 0) departures.Add($"{unknown} of {results.Runs.Length} runs are not as the ledger of attempts says they were made");
        if (workspace.Runner.MostAtOnce == 1) return departures;   // measured times do not repeat

        var runner = new StudyRunner(workspace.Runner, workspace.Store, clock);
        foreach (var (cell, _) in Sample(results, attempts.Count == 0 ? "" : attempts[^1].Hash))
        {
            cancellation.ThrowIfCancellationRequested();
            if (workspace.Store.Holds(cell, runner.RunOne(cell, cancellation))) continue;
            departures.Add($"run again, {cell} gives other figures");
            break;
        }

        return departures;
    }

    private static IEnumerable<(Cell Cell, CellOutcome Outcome)> Sample(StudyResults results, string drawnFrom)
    {
        int count = Math.Min(results.Runs.Length, Math.Clamp(results.Runs.Length / CellsPerSample, LeastSample, MostSample));
        var chance = new SeedTree(Convert.ToUInt64(Fingerprint.Of(drawnFrom)[..16], 16)).Stream("study.sample");
        int[] order = [.. Enumerable.Range(0, results.Runs.Length)];
        chance.Shuffle(order.AsSpan());
        return order.Take(count).Select(i => results.Runs[i]);
    }
}
