namespace Teleo.Experiments.Simulator;

/// <summary>
/// Plays independent runs on several threads and counts those that ended. Each result has its own place, so that results do not depend on
/// the number of threads.
/// </summary>
/// <param name="done">Called after each run with the number of runs that ended, from any thread.</param>
internal sealed class ParallelRuns(int threads, Action<int>? done, CancellationToken cancellation)
{
    private int _count;

    /// <summary>Plays the runs from 0 to <paramref name="count"/> - 1 and returns their results in this order.</summary>
    public T[] Of<T>(int count, Func<int, T> play)
    {
        var results = new T[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i =>
        {
            results[i] = play(i);
            done?.Invoke(Interlocked.Increment(ref _count));
        });
        return results;
    }

    /// <summary>Plays each cell under seeds 0 to <paramref name="seeds"/> - 1 and returns the results of each cell.</summary>
    public T[][] OfCells<T>(int cells, int seeds, Func<int, int, T> play) =>
        [.. Of(cells * seeds, i => play(i / seeds, i % seeds)).Chunk(seeds)];
}
