using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Tracing;

/// <summary>
/// A sink that may fail, for example on a full disk, without ending the run: decisions continue, and the failure is reported at the end. A
/// decision leaves this process at most a second after it was made, so a kill loses no more than that.
/// </summary>
/// <param name="stream">The stream that the sink writes to.</param>
internal sealed class LastingSink(IDecisionSink sink, Stream stream, TimeProvider clock) : IDecisionSink
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private long _flushed = clock.GetTimestamp();

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
            if (clock.GetElapsedTime(_flushed) < Longest) return;
            stream.Flush();
            _flushed = clock.GetTimestamp();
        }
        catch (IOException failure)
        {
            Failure = failure;
        }
    }
}
