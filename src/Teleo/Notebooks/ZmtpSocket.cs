using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Teleo.Notebooks;

/// <summary>A bound socket: takes connections, hands their messages on with the connection to answer on, and can send to all.</summary>
internal sealed class ZmtpSocket : IDisposable
{
    private readonly string _type;
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<ZmtpConnection, byte> _connections = [];

    public ZmtpSocket(string type, IPAddress address, int port)
    {
        _type = type;
        _listener = new TcpListener(address, port);
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task Serve(Func<ZmtpConnection, List<byte[]>, Task> receive, CancellationToken cancellation)
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(cancellation);
            client.NoDelay = true;
            _ = Converse(new ZmtpConnection(client.GetStream()), receive, cancellation);
        }
    }

    /// <summary>To every connection; one that is gone is dropped.</summary>
    public async Task Publish(IReadOnlyList<byte[]> frames, CancellationToken cancellation)
    {
        foreach (var connection in _connections.Keys)
        {
            try
            {
                await connection.Send(frames, cancellation);
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                _connections.TryRemove(connection, out _);
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var connection in _connections.Keys) connection.Dispose();
    }

    /// <summary>Until the peer goes, or says what cannot be understood: then its connection ends and no other.</summary>
    private async Task Converse(ZmtpConnection connection, Func<ZmtpConnection, List<byte[]>, Task> receive, CancellationToken cancellation)
    {
        try
        {
            await connection.Handshake(_type, cancellation);
            _connections[connection] = 0;
            while (true) await receive(connection, await connection.Receive(cancellation));
        }
        catch (Exception gone) when (gone is IOException or InvalidDataException or ObjectDisposedException or OperationCanceledException)
        {
            _connections.TryRemove(connection, out _);
            connection.Dispose();
        }
    }
}
