using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Tracing;

/// <summary>A sink that may fail, as a full disk makes a trace fail, without taking the run with it: what is decided goes on, and the failure is told at the end.</summary>
internal sealed class LastingSink(IDecisionSink sink) : IDecisionSink
{
    public IOException? Failure { get; private set; }

    public void Receive(DecisionRecord record) => Try(() => sink.Receive(record));

    public void Realise(in Realisation realisation)
    {
        var told = realisation;
        Try(() => sink.Realise(told));
    }

    private void Try(Action write)
    {
        if (Failure is not null) return;
        try
        {
            write();
        }
        catch (IOException failure)
        {
            Failure = failure;
        }
    }
}
