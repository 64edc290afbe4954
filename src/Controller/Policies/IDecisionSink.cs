using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Policies;

/// <summary>Receives whole decisions: a trace writer, a test, nothing.</summary>
public interface IDecisionSink
{
    /// <summary>A decision after guard and plant have spoken. The record is reused: keep what is wanted before returning.</summary>
    void Receive(DecisionRecord record);

    /// <summary>Reports the measured effect of an earlier decision's command.</summary>
    void Realise(in Realisation realisation);
}
