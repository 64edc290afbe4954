using System.Globalization;
using Teleo.Engine.Input;
using Teleo.Experiments.Judging;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Research;

/// <summary>Runs by seed, and the second of one event in each. The worlds of the judge are workloads here: <c>judge-choice</c>.</summary>
/// <param name="Prepare">Makes the run of a seed.</param>
/// <param name="SecondOf">The second of the event in a run.</param>
/// <param name="Name">The event in words, as in <c>the break</c>.</param>
internal sealed record EventSource(Func<ulong, PreparedScenario> Prepare, Func<PreparedScenario, double> SecondOf, string Name)
{
    public const string Start = "start";

    private const string Shift = "shift", JudgePrefix = "judge-";

    /// <param name="at">start, a second of the run, shift, or an event that the workload names.</param>
    /// <param name="scenario">Makes the scenario where the workload is no world of the judge.</param>
    public static EventSource Of(string workload, string at, Func<Scenario> scenario)
    {
        bool isJudge = workload.StartsWith(JudgePrefix, StringComparison.Ordinal);
        Func<ulong, PreparedScenario> prepare = isJudge ? JudgeWorldOf(workload).Prepare : scenario().Prepare;
        var events = isJudge ? [(Shift, double.NaN)] : WorkloadLibrary.Find(workload)?.Events ?? [];
        if (at == Start) return new(prepare, _ => 0, "the start");
        if (double.TryParse(at, NumberStyles.Float, CultureInfo.InvariantCulture, out double second) && second >= 0)
            return new(prepare, _ => second, $"second {at}");
        foreach (var (name, seconds) in events)
            if (name == at) return new(prepare, prepared => double.IsNaN(seconds) ? prepared.Run.ShiftSeconds : seconds, $"the {at}");
        string known = string.Join(", ", events.Select(one => one.Name).Prepend(Start));
        throw InputException.Asked("UnknownEvent", $"'{workload}' has no event '{at}': give {known}, or a second of the run");
    }

    /// <summary>Refuses a span that ends after the requests of the first seed.</summary>
    public void CheckFits(AlignedSpan span, ulong seed)
    {
        var first = Prepare(seed);
        double end = first.Run.Trace.EndNs * 1e-9, until = SecondOf(first) + span.AfterSeconds;
        if (until > end + span.StepSeconds)
            throw InputException.Asked("BadSpan", string.Create(CultureInfo.InvariantCulture,
                $"the requests end after {end:0} s, before {until:0} s; lower --after or --at"));
    }

    private static JudgeWorld JudgeWorldOf(string workload) =>
        JudgeWorld.All.FirstOrDefault(world => JudgePrefix + world.Name == workload)
        ?? throw InputException.Asked("UnknownWorkload", $"the judge has no world '{workload}'; it has "
            + string.Join(", ", JudgeWorld.All.Where(world => world.ChangesDemand && double.IsFinite(world.ShiftSeconds))
                .Select(world => JudgePrefix + world.Name)));
}
