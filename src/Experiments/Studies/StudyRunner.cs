using System.Collections.Immutable;

namespace Teleo.Experiments.Studies;

/// <summary>
/// Runs the missing cells, several at a time. A run that ends with its own error is stored as failed; a problem of the machine (a full
/// disk, a cancellation) stops the study, which resumes later.
/// </summary>
internal sealed class StudyRunner(ICellRunner runner, CellStore store, TimeProvider clock)
{
    public sealed record Tally(int Ran, int Reused, int Failed);

    private readonly System.Collections.Concurrent.ConcurrentBag<string> _marks = [];
    private int _done, _reused, _failed;

    /// <summary>The cells that were made, as the ledger of attempts keeps them.</summary>
    public IReadOnlyList<string> Marks => [.. _marks.Order(StringComparer.Ordinal)];

    /// <summary>The cells made so far, also when the study was stopped.</summary>
    public Tally Made => new(_done, _reused, _failed);

    public Tally Run(IEnumerable<Cell> cells, int threads, Action<int, int, Cell> progress, CancellationToken cancellation)
    {
        Cell[] all = [.. cells];
        Cell[] pending = [.. all.Where(cell => store.TryRead(cell) is null)];
        _reused += all.Length - pending.Length;
        try
        {
            Parallel.ForEach(pending, new ParallelOptions
            {
                MaxDegreeOfParallelism = Math.Min(threads, runner.MostAtOnce),
                CancellationToken = cancellation,
            }, cell =>
            {
                long start = clock.GetTimestamp();
                var outcome = RunOne(cell, cancellation);
                store.Write(cell, outcome, clock.GetElapsedTime(start));
                if (store.MarkOf(cell) is { } mark) _marks.Add(mark);
                if (outcome.Failed) Interlocked.Increment(ref _failed);
                progress(Interlocked.Increment(ref _done), pending.Length, cell);
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        store.Flush();
        return Made;
    }

    public CellOutcome RunOne(Cell cell, CancellationToken cancellation)
    {
        try
        {
            return runner.Run(cell, cancellation);
        }
        catch (Exception e) when (e is not (OperationCanceledException or IOException or OutOfMemoryException))
        {
            return new(ImmutableArray<double>.Empty, $"{e.GetType().Name}: {e.Message}");
        }
    }
}
