using Teleo.Controller.Deciding;

namespace Teleo.Experiments.Reports;

/// <summary>The decisions of a trace as columns, for the list and the picture; they compress to a few bytes each.</summary>
internal sealed class DecisionColumns
{
    public int Count => Id.Count;

    public TextTable Triggers { get; } = new();

    public List<long> Id { get; } = [];

    /// <summary>Seconds to the microsecond.</summary>
    public List<double> Seconds { get; } = [];

    public List<double> Energy { get; } = [];

    public List<int> Action { get; } = [];

    public List<int> Kind { get; } = [];

    public List<int> Outcome { get; } = [];

    public List<int> Reason { get; } = [];

    public List<int> Trigger { get; } = [];

    public List<double> Margin { get; } = [];

    public void Add(DecisionRecord record, int action)
    {
        Id.Add(record.Inputs.Sequence);
        Seconds.Add(Math.Round(record.Inputs.NowNs * 1e-9, 6));
        Energy.Add(record.Balance);
        Action.Add(action);
        Kind.Add((int)record.Candidates[record.Choice.Chosen].Kind);
        Outcome.Add((int)record.Outcome);
        Reason.Add((int)record.Choice.Reason);
        Trigger.Add(Triggers[PlainNames.Of(record.Inputs.Trigger)]);
        Margin.Add(record.Choice.Margin);
    }
}
