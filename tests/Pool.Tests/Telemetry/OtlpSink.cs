using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Teleo.Pool.Tests.Telemetry;

/// <summary>A collector on this machine that decodes what arrives, as far as the tests ask.</summary>
internal sealed class OtlpSink : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TaskCompletionSource _stop = new();
    private readonly Task _serving;
    private readonly List<SentSpan> _spans = [];
    private readonly HashSet<string> _metrics = [];

    public OtlpSink()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Endpoint = $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add(Endpoint + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Endpoint { get; }

    public IReadOnlyList<SentSpan> Spans => _spans;

    public IReadOnlyCollection<string> Metrics => _metrics;

    public void Dispose()
    {
        _stop.SetResult();
        _serving.GetAwaiter().GetResult();
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                var asked = _listener.GetContextAsync();   // a listener that is stopped does not always end it
                if (await Task.WhenAny(asked, _stop.Task) != asked) return;
                context = await asked;
            }
            catch (Exception e) when (e is HttpListenerException or InvalidOperationException)
            {
                return;   // closed
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            Assert.Equal("application/x-protobuf", context.Request.ContentType);
            if (context.Request.Url!.AbsolutePath == "/v1/traces") ReadSpans(body.ToArray());
            else if (context.Request.Url.AbsolutePath == "/v1/metrics") ReadMetrics(body.ToArray());
            context.Response.StatusCode = 200;
            context.Response.Close();
        }
    }

    // ExportTraceServiceRequest.resource_spans = 1, ResourceSpans.scope_spans = 2, ScopeSpans.spans = 2.
    private void ReadSpans(byte[] request) => _spans.AddRange(Protobuf.Parts(request, 1, 2, 2).Select(span => new SentSpan(
        Convert.ToHexString(Protobuf.Bytes(span, 1)), Convert.ToHexString(Protobuf.Bytes(span, 2)), Convert.ToHexString(Protobuf.Bytes(span, 4)),
        Encoding.UTF8.GetString(Protobuf.Bytes(span, 5)),
        Protobuf.Parts(span, 9).ToDictionary(pair => Encoding.UTF8.GetString(Protobuf.Bytes(pair, 1)), pair => Protobuf.Value(Protobuf.Bytes(pair, 2))))));

    // ExportMetricsServiceRequest.resource_metrics = 1, ResourceMetrics.scope_metrics = 2, ScopeMetrics.metrics = 2, Metric.name = 1.
    private void ReadMetrics(byte[] request) => _metrics.UnionWith(Protobuf.Parts(request, 1, 2, 2).Select(metric => Encoding.UTF8.GetString(Protobuf.Bytes(metric, 1))));
}

internal sealed record SentSpan(string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Tags);
