using CsvHelper;
using Teleo.Controller.Ledger;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>One line of a run's <c>ledger.csv</c>: after = clip(rho * before + gain - penalty - maintenance - action cost).</summary>
[CsvRecord]
internal sealed partial record LedgerLine
{
    [CsvColumn("decision")] public required long Decision { get; init; }

    [CsvColumn("entry")] public required string Entry { get; init; }

    [CsvColumn("before")] public required string Before { get; init; }

    [CsvColumn("rho")] public required string Rho { get; init; }

    [CsvColumn("gain")] public required string Gain { get; init; }

    [CsvColumn("penalty")] public required string Penalty { get; init; }

    [CsvColumn("maintenance")] public required string Maintenance { get; init; }

    [CsvColumn("action_cost")] public required string ActionCost { get; init; }

    [CsvColumn("after")] public required string After { get; init; }

    public static readonly ColumnRow[] Columns =
    [
        new("decision", "", "number of the decision at which it was booked"),
        new("entry", "", "accrual of outcomes and upkeep, an action, a restore, or a succession"),
        new("before", "credits", "the resource before"),
        new("rho", "share", "what time left of it"),
        new("gain", "credits", "earned by right answers"),
        new("penalty", "credits", "taken for wrong or late ones"),
        new("maintenance", "credits", "upkeep of what is resident"),
        new("action_cost", "credits", "paid for the action"),
        new("after", "credits",
            "clip(rho * before + gain - penalty - maintenance - action cost); set where the entry is a restore or a succession"),
    ];

    public static LedgerLine Of(long decision, in LedgerRow row) => new()
    {
        Decision = decision,
        Entry = row.Entry.ToString().ToLowerInvariant(),
        Before = StudyCsv.Text(row.Before),
        Rho = StudyCsv.Text(row.Rho),
        Gain = StudyCsv.Text(row.Gain),
        Penalty = StudyCsv.Text(row.Penalty),
        Maintenance = StudyCsv.Text(row.Maintenance),
        ActionCost = StudyCsv.Text(row.ActionCost),
        After = StudyCsv.Text(row.After),
    };
}
