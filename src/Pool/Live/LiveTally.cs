using Teleo.Controller.Domain;
using Teleo.Controller.Loop;
using Teleo.Pool.Requests;
using Teleo.Pool.Telemetry;

namespace Teleo.Pool.Live;

/// <summary>Counts the outcomes of the requests of a live run, and keeps the last decisions for display.</summary>
internal sealed class LiveTally
{
    private const int DecisionsKept = 6;

    private readonly long[] _byStatus = new long[Enum.GetValues<RequestStatus>().Length];
    private readonly Queue<string> _decisions = new();
    private double _uncertainty;
    private double _proxy;

    public long Ended { get; private set; }

    public long Right { get; private set; }

    public long Wrong { get; private set; }

    public long Unjudged { get; private set; }

    public double? MeanUncertainty => this[RequestStatus.Answered] == 0 ? null : _uncertainty / this[RequestStatus.Answered];

    public double? MeanProxy => Unjudged == 0 ? null : _proxy / Unjudged;

    public IEnumerable<string> Decisions => _decisions;

    public long this[RequestStatus status] => _byStatus[(int)status];

    public void Note(PoolAnswer response)
    {
        Ended++;
        _byStatus[(int)response.Status]++;
        if (response.Status != RequestStatus.Answered) return;
        _uncertainty += response.Uncertainty;
        if (!response.IsKnown)
        {
            Unjudged++;
            _proxy += response.Correct;
        }
        else if (response.IsRight) Right++;
        else Wrong++;
    }

    public void Note(StepReport report, Catalog catalog, long nowNs)
    {
        foreach (var settlement in report.Settlements)
        {
            _decisions.Enqueue(
                $"{nowNs * 1e-9,9:F2} s  "
                    + $"{TextOf(settlement.Action, catalog)}{(settlement.IsAccepted ? "" : $" ({settlement.Receipt.Status})")}");
            if (_decisions.Count > DecisionsKept) _decisions.Dequeue();
        }
    }

    private static string TextOf(ControlAction action, Catalog catalog)
    {
        return $"{ActionWords.Of(action)} " + action switch
        {
            ControlAction.Activate a => Name(a.Skill),
            ControlAction.Deactivate d => Name(d.Skill),
            ControlAction.Suspend s => Name(s.Skill),
            ControlAction.Replace r => $"{string.Join(", ", r.Outgoing.Select(Name))} by {Name(r.Incoming)}",
            ControlAction.Retire r => Name(r.Skill),
            ControlAction.Reserve r => $"{r.Amount.ResidentBytes} bytes for {Name(r.ForSkill)}",
            ControlAction.Merge m => $"{Name(m.First)} and {Name(m.Second)} into {Name(m.Into)}",
            ControlAction.Split s => $"{Name(s.From)} into {Name(s.First)} and {Name(s.Second)}",
            _ => "",
        };

        string Name(int skill) => catalog.Skills[skill].Id.Name;
    }
}
