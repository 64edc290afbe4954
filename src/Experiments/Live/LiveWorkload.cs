using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Training.Tasks;

namespace Teleo.Experiments.Live;

/// <summary>
/// A workload of real requests: arrivals and popularity come from a workload whose k-th skill requests the k-th task (modulo their number),
/// and every request is a test item of its task that was not in training.
/// </summary>
internal sealed class LiveWorkload
{
    /// <summary>The prompt for a skill whose task has no items.</summary>
    private const string PlainOpening = "Once upon a time";

    private LiveWorkload(ImmutableArray<LiveArrival> arrivals, MemoryWorkload trace) => (Arrivals, Trace) = (arrivals, trace);

    public ImmutableArray<LiveArrival> Arrivals { get; }

    /// <summary>
    /// The same requests for the simulator: each names the best skill for its task, and counts the bytes of its item as tokens.
    /// </summary>
    public MemoryWorkload Trace { get; }

    /// <param name="durationSeconds">Only what arrives before; 0 for all.</param>
    /// <param name="changeSeconds">From then on answers are judged by the second convention of each task that has one. Requests are the
    /// same with and without.</param>
    public static LiveWorkload Make(string workload, SkillFolder folder, double durationSeconds, double changeSeconds, SeedTree seeds)
    {
        var trace = WorkloadSource.Open(workload, seeds);
        if (trace is Adversary)
            throw new InputException("NoFuture",
                $"the requests of '{workload}' depend on what a simulated pool unloads; a live pool cannot play them");
        long endNs = durationSeconds > 0 ? PlantState.Nanoseconds(durationSeconds) : long.MaxValue;
        long changeNs = PlantState.Nanoseconds(changeSeconds);
        int[] best = [.. folder.Tasks.Select((_, task) => BestFor(task, folder))];
        var chance = seeds.Stream("live.items");
        var arrivals = ImmutableArray.CreateBuilder<LiveArrival>();
        var rows = new List<Request>();
        foreach (var row in trace.Requests().TakeWhile(row => row.ArrivalNs < endNs))
        {
            int task = row.Skill % folder.Tasks.Length;
            var request = Draw(folder.Tasks[task], TaskSet.Test, ref chance, row.ArrivalNs >= changeNs);
            arrivals.Add(new LiveArrival(row.ArrivalNs, request));
            rows.Add(LiveRun.RowOf(request, best[task]) with { ArrivalNs = row.ArrivalNs });
        }

        if (rows.Count == 0) throw new InputException("NoRequests", $"workload '{workload}' has no requests in that time");
        return new LiveWorkload(arrivals.ToImmutable(),
            new MemoryWorkload([.. folder.Skills.Select(skill => skill.Name.ToString())], [.. rows]));
    }

    /// <summary>Draws a request for a task from one set of its items; a plain prompt if the task is not known.</summary>
    /// <param name="isChanged">Judges the answer by the second convention of a task that has one.</param>
    internal static PoolRequest Draw(string task, TaskSet set, ref RandomStream chance, bool isChanged = false)
    {
        if (TaskCatalog.Find(task) is not { } entry) return new PoolRequest(task, PlainOpening);
        var item = TaskSplit.Draw(entry.Task, set, ref chance, entry.Difficulty);
        return new PoolRequest(task,
            item.Request)
        { Expected = isChanged ? entry.Task.AnswerAfterChange(item) ?? item.Answer : item.Answer };
    }

    private static int BestFor(int task, SkillFolder folder)
    {
        var able = Enumerable.Range(0, folder.Skills.Length).Where(skill => folder.Catalog.Skills[skill].Tasks.Contains(task));
        return able.OrderByDescending(skill => folder.Skills[skill].QualityIn(folder.Tasks[task])).ThenBy(skill => skill).First();
    }
}
