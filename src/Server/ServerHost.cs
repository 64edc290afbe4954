using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Teleo.Engine.Input;
using Teleo.Server.Http;
using Teleo.Server.Serving;

namespace Teleo.Server;

/// <summary>A server over one pool: listens, admits requests, and at the end lets running ones finish.</summary>
internal sealed class ServerHost : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly ServeOptions _options;
    private readonly KestrelServer _kestrel;
    private readonly Routes _routes;
    private readonly TimeProvider _time;

    private ServerHost(ServeOptions options, ServedPool pool, TimeProvider time, Action<string> log)
    {
        (_options, Pool, _time) = (options, pool, time);
        _kestrel = new KestrelServer(
            Options.Create(KestrelOptions(options)),
                new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
                    NullLoggerFactory.Instance);
        _routes = new Routes(pool, new Admission(HostsOf(options), options.Token, options.OperatorToken, options.MostPerClient),
            options.MostBodyBytes, time, log);
    }

    public ServedPool Pool { get; }

    /// <summary>The address with the port that was taken.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Opens the pool and listens. What cannot be done is an <see cref="InputException"/>.</summary>
    public static async Task<ServerHost> StartAsync(ServeOptions options, TimeProvider time, Action<string> log)
    {
        var pool = await ServedPool.OpenAsync(options, time, log);
        var host = new ServerHost(options, pool, time, log);
        try
        {
            await host._kestrel.StartAsync(host, CancellationToken.None);
            host.Address = new Uri(
                host._kestrel.Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses.First());
            return host;
        }
        catch (IOException problem)
        {
            await pool.DisposeAsync();
            throw new InputException("CannotListen", $"port {options.Port} cannot be listened on: {problem.Message}");
        }
    }

    public HttpContext CreateContext(IFeatureCollection features) => new DefaultHttpContext(features);

    public Task ProcessRequestAsync(HttpContext context) => _routes.AnswerAsync(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <summary>Accepts no more requests, lets running ones finish within the time limit, then ends the pool.</summary>
    public async ValueTask DisposeAsync()
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(_options.DrainSeconds), _time);
        _routes.BeginDrain();
        await _kestrel.StopAsync(enough.Token);
        await Pool.DisposeAsync();
        _kestrel.Dispose();
    }

    private static KestrelServerOptions KestrelOptions(ServeOptions options)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = options.MostConnections;
        limits.MaxRequestBodySize = options.MostBodyBytes;
        limits.MaxRequestHeadersTotalSize = 16 << 10;
        limits.MaxRequestLineSize = 4 << 10;
        limits.MaxRequestHeaderCount = 64;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
        kestrel.Listen(options.Listen ?? IPAddress.Loopback, options.Port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        return kestrel;
    }

    private static HashSet<string> HostsOf(ServeOptions options)
    {
        HashSet<string> hosts = ["localhost", "127.0.0.1", "[::1]"];
        if (options.Listen is { } address) hosts.Add(
            address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}");
        foreach (string name in options.HostNames) hosts.Add(name.ToLowerInvariant());
        return hosts;
    }
}
