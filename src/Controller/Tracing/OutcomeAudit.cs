using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Ties measured outcomes to the decisions that caused them and to the plant's own rows: each accepted load ends once, as the rows show
/// it.
/// </summary>
internal sealed class OutcomeAudit(TraceReader reader)
{
    private readonly Dictionary<int, (long Decision, double Predicted)> _pending = [];
    private readonly List<Realisation> _unchecked = [];
    private readonly int[] _failures = new int[reader.Header.Catalog.Count];
    private bool _isFirst = true;
    private bool _fromStart = true;

    /// <summary>Takes one outcome line.</summary>
    public void Note()
    {
        var outcome = reader.Outcome;
        if (!_pending.Remove(outcome.Skill, out var load))
        {
            if (_fromStart) throw Wrong(TraceFault.OutOfOrder, "decision",
                $"an outcome of decision {outcome.DecisionId} for skill {outcome.Skill}, which loads nothing");
            return;
        }

        if (outcome.DecisionId != load.Decision) throw Wrong(
            TraceFault.OutOfOrder, "decision",
                $"{outcome.DecisionId} is not the decision that loads skill {outcome.Skill}, {load.Decision}");
        if (outcome.Succeeded == double.IsNaN(outcome.RealisedSeconds)) throw Wrong(
            TraceFault.NotReproduced, "realisedSeconds", "a load that succeeded has a time, one that failed has none");
        _unchecked.Add(outcome);
    }

    /// <summary>Holds the outcomes since the decision before to the rows of this one.</summary>
    public void Check()
    {
        var inputs = reader.Record.Inputs;
        if (_isFirst) _fromStart = inputs.Sequence == 0;
        foreach (var outcome in _unchecked)
        {
            ref readonly var row = ref inputs.Skills[outcome.Skill];
            bool holds = outcome.Succeeded ? row.LoadedAtNs >= outcome.TimeNs : row.LoadFailures > _failures[outcome.Skill]
                || row.LoadedAtNs > outcome.TimeNs;
            if (!holds) throw Wrong(TraceFault.NotReproduced, "skills",
                $"the row of skill {outcome.Skill} does not show the load that {(outcome.Succeeded ? "succeeded" : "failed")} at "
                    + $"{outcome.TimeNs}");
        }

        _unchecked.Clear();
        for (int i = 0; i < _failures.Length; i++) _failures[i] = inputs.Skills[i].LoadFailures;
        foreach (var (skill, load) in _pending)
        {
            if (inputs.Skills[skill].Transition == Transition.None && inputs.Skills[skill].IsResident && inputs.Sequence > load.Decision
                + 1)
                throw Wrong(TraceFault.OutOfOrder, "skills",
                    $"skill {skill} is loaded, and no outcome says so of decision {load.Decision}");
        }

        _isFirst = false;
    }

    /// <summary>Notes the loads that this decision began.</summary>
    public void Expect()
    {
        var record = reader.Record;
        if (record.Outcome != OutcomeCode.Acted) return;
        ref readonly var candidate = ref record.Candidates[record.Choice.Chosen];
        if (candidate.Kind is not (ActionKind.Activate or ActionKind.Replace or ActionKind.Merge or ActionKind.Split)) return;
        for (int i = 0; i < candidate.ComingCount; i++)
        {
            int skill = candidate.Coming(i);
            _pending[skill] = (record.Inputs.Sequence, record.Inputs.Skills[skill].LoadSeconds);
        }
    }

    /// <summary>Checks that only loads that were running at the last decision lack an outcome.</summary>
    public void End()
    {
        var inputs = reader.Record.Inputs;
        foreach (var (skill, load) in _pending)
        {
            bool isUnderWay = inputs.Sequence == load.Decision || inputs.Skills[skill].Transition != Transition.None;
            if (!isUnderWay) throw Wrong(TraceFault.CountMismatch, "end",
                $"the load of skill {skill} by decision {load.Decision} has no outcome");
        }
    }

    private TraceException Wrong(TraceFault fault, string field, string message) => new(fault, reader.LineNumber, field, message);
}
