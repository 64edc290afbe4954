using System.Threading.Channels;
using Teleo.Pool.Requests;

namespace Teleo.Server.Serving;

/// <summary>
/// The text of one answer on its way from the model to a client. The first piece is sent by the thread of the model itself, since a client
/// waits for it and waking another thread takes long; the others are handed on. The model never waits: what a slow client has not taken is
/// held, at most one answer.
/// </summary>
/// <param name="sendFirst">Sends the first piece; it must not block.</param>
internal sealed class TokenStream(Func<int, string, Task> sendFirst) : IPoolSink
{
    private readonly Channel<string> _pieces = Channel.CreateUnbounded<string>(new() { SingleReader = true, SingleWriter = true });
    private readonly Lock _gate = new();
    private bool _isClosed;

    /// <summary>The pieces after the first.</summary>
    public ChannelReader<string> Pieces => _pieces.Reader;

    /// <summary>The sending of the first piece; null before it.</summary>
    public Task? First { get; private set; }

    public void Output(int model, string text)
    {
        if (First is null)
            lock (_gate)
            {
                if (!_isClosed) First = sendFirst(model, text);
                return;
            }

        _pieces.Writer.TryWrite(text);
    }

    /// <summary>The model has said all.</summary>
    public void End() => _pieces.Writer.TryComplete();

    /// <summary>The client has gone: nothing is sent any more once this returns.</summary>
    public void Close()
    {
        lock (_gate) _isClosed = true;
    }
}
