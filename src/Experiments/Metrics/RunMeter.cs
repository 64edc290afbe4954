using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Metrics;

/// <summary>
/// Measures one run from inside the plant. Requests that arrive before the end of the warm-up
/// are not counted; structure always is.
/// </summary>
internal sealed class RunMeter(ImmutableArray<SkillProfile> profiles, PlantSettings settings, ServiceLevels levels, double warmupSeconds)
    : IPoolMeter
{
    private readonly long _warmupNs = PlantState.Nanoseconds(warmupSeconds);

    /// <summary>Names in the order of the catalog.</summary>
    public IEnumerable<string> Skills => profiles.Select(profile => profile.Name);

    public ServiceMeter Service { get; } = new(profiles.Length, levels, PlantState.Nanoseconds(settings.TimeoutSeconds));

    public StructureMeter Structure { get; } = new(profiles, settings.Initial);

    public void Missed(long arrivalNs, bool joinsLoad)
    {
        if (arrivalNs >= _warmupNs) Service.Missed(joinsLoad);
    }

    public bool Completed(in PendingRequest request, long nowNs, double warmNs, long firstOutputNs, bool correct) =>
        request.ArrivalNs < _warmupNs || Service.Completed(request, nowNs, warmNs, firstOutputNs, correct);

    public void Lost(long arrivalNs, RequestLoss loss)
    {
        if (arrivalNs >= _warmupNs) Service.Lost(loss);
    }

    public void Commanded(ControlAction action, bool accepted) => Structure.Commanded(action, accepted);

    public void LoadBegins(int skill, long nowNs, bool wakes, bool isWaitedFor, (double Seconds, double StandardError) stated) =>
        Structure.LoadBegins(skill, nowNs, wakes, isWaitedFor, stated);

    public void LoadEnds(int skill, long nowNs, double seconds, bool wakes, LoadOutcome outcome) =>
        Structure.LoadEnds(skill, nowNs, seconds, wakes, outcome);

    public void Unloading(int skill, int causedBy, long nowNs) => Structure.Unloading(skill, causedBy, nowNs);

    public void Gone(int skill, long nowNs, bool crashed) => Structure.Gone(skill, nowNs, crashed);

    public void Idle(int skill, long nowNs, bool isIdle) => Structure.Idle(skill, nowNs, isIdle);
}
