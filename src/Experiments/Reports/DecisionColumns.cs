using System.Text.Json;
using Teleo.Controller.Deciding;

namespace Teleo.Experiments.Reports;

/// <summary>The decisions of a trace as columns, for the list and the picture; they compress to a few bytes each.</summary>
internal sealed class DecisionColumns
{
    private readonly List<double> _id = [];
    private readonly List<double> _seconds = [];
    private readonly List<double> _energy = [];
    private readonly List<double> _action = [];
    private readonly List<double> _kind = [];
    private readonly List<double> _outcome = [];
    private readonly List<double> _reason = [];
    private readonly List<double> _trigger = [];
    private readonly List<double> _margin = [];

    public int Count => _id.Count;

    public TextTable Triggers { get; } = new();

    public void Add(DecisionRecord record, int action)
    {
        _id.Add(record.Inputs.Sequence);
        _seconds.Add(record.Inputs.NowNs);
        _energy.Add(record.Balance);
        _action.Add(action);
        _kind.Add((int)record.Candidates[record.Choice.Chosen].Kind);
        _outcome.Add((int)record.Outcome);
        _reason.Add((int)record.Choice.Reason);
        _trigger.Add(Triggers[PlainNames.Of(record.Inputs.Trigger)]);
        _margin.Add(record.Choice.Margin);
    }

    public void Write(Utf8JsonWriter json)
    {
        TraceViewWriter.WriteNumbers(json, "id", _id);
        json.WriteStartArray("t");
        foreach (double nanoseconds in _seconds) json.WriteNumberValue(Math.Round(nanoseconds * 1e-9, 6));
        json.WriteEndArray();
        TraceViewWriter.WriteNumbers(json, "e", _energy);
        TraceViewWriter.WriteNumbers(json, "action", _action);
        TraceViewWriter.WriteNumbers(json, "kind", _kind);
        TraceViewWriter.WriteNumbers(json, "outcome", _outcome);
        TraceViewWriter.WriteNumbers(json, "reason", _reason);
        TraceViewWriter.WriteNumbers(json, "trigger", _trigger);
        TraceViewWriter.WriteNumbers(json, "margin", _margin);
    }
}
