using Teleo.Controller.Loop;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Metrics;

/// <summary>Measures the steps of one run: guards and, for our controller, decisions. Makes the report of the run.</summary>
/// <param name="meter">The meter inside the plant.</param>
/// <param name="shiftNs">The time of the change of the world; <see cref="long.MaxValue"/> if unknown.</param>
internal sealed class StepMeter(IPolicy policy, RunMeter meter, long shiftNs = long.MaxValue)
{
    private readonly GuardMeter _guards = new();
    private readonly DecisionMeter? _decisions = policy is IRecordingPolicy own ? new(own.Options.ForLedger(), shiftNs) : null;

    public void Note(StepReport report)
    {
        _guards.Note(report);
        _decisions?.Note(((IRecordingPolicy)policy).Record);
    }

    /// <summary>Ends the run and reports it.</summary>
    /// <param name="trace">The hash of the workload.</param>
    public RunReport Report(ulong seed, string trace, long endNs, long decisions)
    {
        meter.Structure.Close(endNs);
        return new(policy.Name, seed, trace, endNs, decisions, meter, _guards) { Controller = _decisions?.Report(endNs) };
    }
}
