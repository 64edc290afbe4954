using Teleo.Controller.Ledger;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>One line of a run's <c>ledger.csv</c>: after = clip(rho * before + gain - penalty - maintenance - action cost).</summary>
internal readonly record struct LedgerLine(long Decision, LedgerRow Row)
{
    public static readonly StudyColumn<LedgerLine>[] Columns =
    [
        new("decision", "", "number of the decision at which it was booked", line => line.Decision),
        new("entry", "", "accrual of outcomes and upkeep, an action, a restore, or a succession",
            line => line.Row.Entry.ToString().ToLowerInvariant()),
        new("before", "credits", "the resource before", line => line.Row.Before),
        new("rho", "share", "what time left of it", line => line.Row.Rho),
        new("gain", "credits", "earned by right answers", line => line.Row.Gain),
        new("penalty", "credits", "taken for wrong or late ones", line => line.Row.Penalty),
        new("maintenance", "credits", "upkeep of what is resident", line => line.Row.Maintenance),
        new("action_cost", "credits", "paid for the action", line => line.Row.ActionCost),
        new("after", "credits",
            "clip(rho * before + gain - penalty - maintenance - action cost); set where the entry is a restore or a succession",
            line => line.Row.After),
    ];
}
