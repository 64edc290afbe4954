using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Teleo.Server.Tests;

/// <summary>A double of another server on a free port of this machine.</summary>
internal abstract class DoubleServer : IDisposable
{
    private readonly HttpListener _listener = new();

    protected DoubleServer()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        Address = new Uri($"http://127.0.0.1:{port}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
    }

    public Uri Address { get; }

    public void Dispose() => _listener.Close();

    /// <summary>Begins to take calls.</summary>
    /// <param name="oneByOne">A call is answered before the next one is taken; else all at once.</param>
    protected void Listen(bool oneByOne) => _ = Task.Run(async () =>
    {
        while (await NextAsync() is { } context)
        {
            var answered = Task.Run(() => TryAnswerAsync(context));
            if (oneByOne) await answered;
        }
    });

    /// <summary>Answers a call with a status and a text; null drops the connection.</summary>
    protected abstract Task<(int Status, string Text)?> AnswerAsync(HttpListenerRequest call, string body);

    private async Task<HttpListenerContext?> NextAsync()
    {
        try
        {
            return await _listener.GetContextAsync();
        }
        catch (Exception end) when (end is HttpListenerException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task TryAnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var body = new StreamReader(context.Request.InputStream);
            if (await AnswerAsync(context.Request, await body.ReadToEndAsync()) is not var (status, text))
            {
                context.Response.Abort();
                return;
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text);
            context.Response.StatusCode = status;
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client has left.
        }
    }
}
