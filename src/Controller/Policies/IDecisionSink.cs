using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Policies;

/// <summary>Where whole decisions go: a trace writer, a test, nowhere.</summary>
public interface IDecisionSink
{
    /// <summary>A decision after guard and plant have spoken. The record is reused: keep what is wanted before returning.</summary>
    void Receive(DecisionRecord record);

    /// <summary>What an earlier decision's command was measured to have done.</summary>
    void Realise(in Realisation realisation);
}
