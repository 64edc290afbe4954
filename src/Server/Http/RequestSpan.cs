using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Teleo.Pool.Telemetry;

namespace Teleo.Server.Http;

/// <summary>The span of one request, in its client's trace.</summary>
internal static class RequestSpan
{
    private const string Name = "teleo.request";

    /// <summary>Starts the span; null if the client names no trace and there is no listener. An invalid trace counts as none.</summary>
    public static Activity? Begin(HttpRequest request)
    {
        bool isTold = ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out var trace);
        if (StepTelemetry.Spans.StartActivity(Name, ActivityKind.Server, trace) is { } recorded)
        {
            recorded.SetTag("http.request.method", request.Method);
            recorded.SetTag("url.path", request.Path.Value);
            return recorded;
        }

        if (!isTold) return null;

        // Nobody records here; whoever is asked further on may.
        var passed = new Activity(Name) { TraceStateString = trace.TraceState };
        return passed.SetParentId(trace.TraceId, trace.SpanId, trace.TraceFlags).Start();
    }
}
