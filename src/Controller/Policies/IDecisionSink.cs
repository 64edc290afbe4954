using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Policies;

/// <summary>Receives decision records: a trace writer, a test, or nothing.</summary>
public interface IDecisionSink
{
    /// <summary>
    /// Receives a decision after guard and plant have answered. The record is reused, so copy needed values before returning.
    /// </summary>
    void Receive(DecisionRecord record);

    /// <summary>Reports the measured effect of an earlier decision's command.</summary>
    void Realise(in Realisation realisation);
}
