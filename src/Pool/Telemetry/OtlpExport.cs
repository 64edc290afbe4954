using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Teleo.Controller.Telemetry;
using Teleo.Engine.Input;

namespace Teleo.Pool.Telemetry;

/// <summary>
/// Sends all metrics and spans named Teleo to a collector, OTLP over HTTP, from its creation to its disposal, which sends the rest. Without
/// it there is no listener, and no telemetry is created.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    /// <summary>Spans that may wait to be sent; a run that is faster than its collector waits here for it and loses none.</summary>
    private const int MostWaiting = 4096;

    private const int LongestSendMilliseconds = 5000;

    private readonly TracerProvider _spans;
    private readonly MeterProvider _metrics;

    public OtlpExport(Uri endpoint)
    {
        var resource = ResourceBuilder.CreateEmpty().AddService("teleo", autoGenerateServiceInstanceId: false);
        _spans = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(DecisionTelemetry.Name)
            .AddProcessor(new SpanFlow(MostWaiting / 2))
            .AddOtlpExporter(options =>
            {
                Point(options, endpoint, "v1/traces");
                options.BatchExportProcessorOptions = new()
                {
                    MaxQueueSize = MostWaiting,
                    MaxExportBatchSize = 512,
                    ScheduledDelayMilliseconds = 1000,
                    ExporterTimeoutMilliseconds = LongestSendMilliseconds
                };
            }).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(DecisionTelemetry.Name)
            .AddOtlpExporter((options, reader) =>
            {
                Point(options, endpoint, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 5000;
            }).Build();
        Steps = new StepTelemetry { Collect = () => _metrics.ForceFlush(LongestSendMilliseconds) };
    }

    /// <summary>Makes the spans and metrics of a run.</summary>
    public StepTelemetry Steps { get; }

    /// <summary>Null where no endpoint was given.</summary>
    public static OtlpExport? To(string? endpoint)
    {
        if (endpoint is null) return null;
        bool isAddress = Uri.TryCreate(endpoint.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        return isAddress
            ? new OtlpExport(uri!)
            : throw new InputException("BadEndpoint",
                $"'{endpoint}' is no address of a collector; write one such as http://localhost:4318");
    }

    public void Dispose()
    {
        _spans.ForceFlush(LongestSendMilliseconds);
        _metrics.ForceFlush(LongestSendMilliseconds);
        _spans.Dispose();
        _metrics.Dispose();
        Steps.Dispose();   // last, since gauges are read when they are sent
    }

    private static void Point(OtlpExporterOptions options, Uri endpoint, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(endpoint, path);
        options.TimeoutMilliseconds = LongestSendMilliseconds;
    }

    /// <summary>Lets a run wait for the sender before the queue of spans is full, since the queue itself would drop them.</summary>
    private sealed class SpanFlow(int flushEvery) : BaseProcessor<System.Diagnostics.Activity>
    {
        private int _since;

        public override void OnEnd(System.Diagnostics.Activity span)
        {
            if (Interlocked.Increment(ref _since) % flushEvery == 0)
                (ParentProvider as TracerProvider)?.ForceFlush(LongestSendMilliseconds);
        }
    }
}
