using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;

namespace Teleo.Controller.Loop;

/// <summary>
/// One synchronous control step: sense, learn, decide, guard, command, settle, record. The real-time loop and the simulator both run it,
/// with any policy, so that every rival passes the same guard in the same order.
/// </summary>
/// <remarks>
/// The guard judges each action on a fresh view, after the actions before it. A plant may throw at any call: an
/// unreadable view ends the step, a command that throws is tried again under its own id and then counts as failed.
/// What a command really did is seen by the next step's view and nowhere else.
/// </remarks>
/// <param name="epoch">Counts restarts of the controller over one plant.</param>
/// <param name="sink">Gets each whole decision of a policy that records them.</param>
public sealed class ControlStep(
    IPlant plant, IPolicy policy, Guard guard, StepOptions options, uint epoch = 0, IDecisionSink? sink = null)
{
    private readonly StepOptions _options = options.Problems().FirstOrDefault() is { } problem
        ? throw new ArgumentException(problem, nameof(options))
        : options;
    private readonly List<ControlAction> _chosen = [];
    private readonly StepReport _report = new();
    private readonly PendingLoads _pending = new();
    private long _lastRevision = long.MinValue;
    private string? _readFailure;

    public StepReport Handle(in PoolEvent happened, CancellationToken cancellation = default)
    {
        _report.Begin();
        if (sink is not null && _pending.TryEnd(happened, out var realisation)) sink.Realise(realisation);
        if (!TrySense(out var pool)) return _report;
        policy.Observe(happened, pool);
        if (!policy.WantsToDecide(happened, pool)) return _report;

        _chosen.Clear();
        policy.Decide(pool, happened, _chosen);
        _report.Decided = true;
        _report.DecisionId++;
        CarryOut(pool.Revision, pool.NowNs + (long)(_options.CommandLifetimeSeconds * 1e9), cancellation);
        if (sink is not null && policy is IRecordingPolicy recording) sink.Receive(recording.Record);
        return _report;
    }

    /// <summary>Passes a prediction to the policy and lets it decide. A policy without foresight ignores it.</summary>
    public StepReport Foretell(in Foretelling foretelling, CancellationToken cancellation = default)
    {
        _report.Begin();
        if (policy is not IForesight foresighted || !TrySense(out var pool)) return _report;
        foresighted.Foretell(foretelling, pool);
        return Handle(new PoolEvent(PolicyEvents.Foretold, foretelling.Skill, pool.NowNs), cancellation);
    }

    private void CarryOut(long revision, long deadlineNs, CancellationToken cancellation)
    {
        for (int i = 0; i < _chosen.Count; i++)
        {
            if (_chosen[i] is ControlAction.NoOp) continue;
            var command = new Command(IdOf(i), epoch, _report.DecisionId, revision, deadlineNs, _chosen[i]);
            var settlement = Settle(command, cancellation);
            _report.Add(settlement);
            policy.Settle(settlement);
        }
    }

    private Settlement Settle(in Command command, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return Settled(command, GuardVerdict.None, CommandStatus.Cancelled);
        if (!TrySense(out var pool))
            return Settled(command, GuardVerdict.None, CommandStatus.Failed,
                $"the plant could not be read: {(_report.Fault == ViewFault.Unreadable ? _readFailure : _report.Fault)}");
        var verdict = guard.Judge(command.Action, pool);
        if (verdict != GuardVerdict.None) return Settled(command, verdict, CommandStatus.RefusedByGuard);
        if (sink is not null) _pending.Expect(command.Action, command.DecisionId, pool);
        return Apply(command);
    }

    private Settlement Apply(in Command command)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new(command.Action, GuardVerdict.None, plant.Apply(command));
            }
            catch (Exception failure)
            {
                if (attempt == _options.Attempts) return Settled(command, GuardVerdict.None, CommandStatus.Failed, failure.Message);
            }
        }
    }

    private bool TrySense(out PoolView pool)
    {
        try
        {
            pool = plant.Sense();
            _report.Fault = ViewCheck.FaultOf(pool, _lastRevision);
        }
        catch (Exception failure)
        {
            pool = default;
            (_report.Fault, _readFailure) = (ViewFault.Unreadable, failure.Message);
        }

        if (_report.Fault != ViewFault.None) return false;
        _lastRevision = pool.Revision;
        return true;
    }

    /// <summary>The same for every attempt at one action of one decision, and for no other.</summary>
    private ulong IdOf(int index) => (ulong)epoch << 48 ^ (ulong)_report.DecisionId << 8 ^ (uint)index;

    private static Settlement Settled(in Command command, GuardVerdict verdict, CommandStatus status, string? detail = null) =>
        new(command.Action, verdict, new CommandReceipt(command.Id, status, detail));
}
