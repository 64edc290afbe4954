using Teleo.Controller.Guards;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Simulator;

/// <summary>The regressions that a simulated pool shows from outside. Those inside a decision are tests of the controller.</summary>
internal static class Traps
{
    public static IReadOnlyList<Trap> All { get; } =
    [
        new(1, "lone request", "a lone request is served although the incumbent is valued", "longest wait s",
            report => report.MaxWaitS ?? 0, "never-act", 60)
        {
            Sizes = [10, 10],
            Capacity = 10,
            Requests = [.. Every(0.4, 100, _ => 0), Trap.Ask(41, 1)],
        },
        new(5, "rare skill", "a rare skill pushes out the cheapest, not the dearest", "induced load s",
            report => report.InducedLoadSeconds, "fifo", 150)
        {
            Sizes = [1, 1, 1, 1, 1],
            Capacity = 3,
            Requests = [.. Every(1, 1000, i => i % 50 == 49 ? 3 + i / 50 % 2 : i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2)],
        },
        new(8, "reclaimer", "a load makes its own room where no threshold is crossed", "given up",
            report => report.TimedOut, "localai", 0.5)
        {
            Sizes = [70, 40],
            Capacity = 100,
            Requests = [Trap.Ask(0, 0), Trap.Ask(10, 1)],
        },
        new(9, "evicts all", "one load displaces what it needs and no more", "unloads", report => report.Unloads, "llama-swap", 2)
        {
            Sizes = [.. Enumerable.Repeat(1, 9)],
            Capacity = 8,
            Requests = [.. Every(10, 9, i => i)],
        },
        new(13, "limit of one", "two that fit together stay together", "loads", report => report.Loads, "llama-swap", 3)
        {
            Sizes = [1, 1],
            Capacity = 2,
            Requests = [.. Every(5, 20, i => i % 2)],
        },
        new(15, "evicted in use", "a busy skill is drained, and no answer is lost", "aborted",
            report => report.Aborted, "rayserve:n=1", 0.5)
        {
            Healthy = "rayserve:n=1",
            Sizes = [1, 1],
            Capacity = 2,
            Requests = [.. Every(0.5, 40, i => i / 4 % 2)],
            BrokenBusy = BusyRule.Abort,
        },
        new(16, "ping-pong", "requests join a loaded skill, and loads do not follow them", "loads",
            report => report.Loads, "load-use-unload", 150)
        {
            Sizes = [1, 1],
            Capacity = 1,
            Requests = [.. Every(5, 200, i => i / 2 % 2)],
        },
        new(18, "head-room", "what fits stays, whatever a constant says", "loads", report => report.Loads, "ollama", 3)
        {
            Sizes = [75, 22],
            Capacity = 100,
            Requests = [.. Every(5, 20, i => i % 2)],
        },
    ];

    private static IEnumerable<Request> Every(double seconds, int count, Func<int, int> skill) =>
        Enumerable.Range(0, count).Select(i => Trap.Ask(seconds * i, skill(i)));
}
