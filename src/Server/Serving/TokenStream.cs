using System.Threading.Channels;
using Teleo.Pool.Requests;

namespace Teleo.Server.Serving;

/// <summary>
/// The text of one answer between a model and a client. The model never waits: text that a slow client has not read is held, at most one
/// answer.
/// </summary>
internal sealed class TokenStream : IPoolSink
{
    private readonly Channel<(int Model, string Text)> _pieces =
        Channel.CreateUnbounded<(int, string)>(new() { SingleReader = true, SingleWriter = true });

    public ChannelReader<(int Model, string Text)> Pieces => _pieces.Reader;

    public void Output(int model, string text) => _pieces.Writer.TryWrite((model, text));

    public void End() => _pieces.Writer.TryComplete();
}
