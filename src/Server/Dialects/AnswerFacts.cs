using System.Globalization;
using System.Text.Json;
using Teleo.Pool.Requests;
using Teleo.Server.Http;
using Teleo.Server.Serving;

namespace Teleo.Server.Dialects;

/// <summary>Writes the facts that every answer carries: its model and artifact, the last decision, and its wait by cause.</summary>
internal static class AnswerFacts
{
    /// <summary>Writes the facts known at the start of an answer as headers.</summary>
    public static void Headers(Exchange exchange, ServedPool pool, int model)
    {
        exchange.Header("teleo-model", pool.Models.NameOf(model));
        exchange.Header("teleo-sha256", pool.Models[model].Artifact.Sha256);
        if (pool.Feed is { } feed) exchange.Header("teleo-decision", feed.Last.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Writes the facts known at its end as headers.</summary>
    public static void Headers(Exchange exchange, PoolAnswer answer)
    {
        exchange.Header("teleo-request", answer.Id.ToString(CultureInfo.InvariantCulture));
        exchange.Header("teleo-wait", string.Create(
            CultureInfo.InvariantCulture,
                $"load={answer.Waited * 1e3:F3}, queue={answer.Queued * 1e3:F3}, prefill={answer.FirstOutput * 1e3:F3}"));
        if (!double.IsNaN(answer.Uncertainty)) exchange.Header(
            "teleo-uncertainty", answer.Uncertainty.ToString("F4", CultureInfo.InvariantCulture));
    }

    /// <summary>Writes the same as a member <c>teleo</c> of the last part of a stream, after the headers were sent.</summary>
    public static void Write(Utf8JsonWriter json, PoolAnswer answer)
    {
        json.WriteStartObject("teleo");
        json.WriteNumber("request", answer.Id);
        json.WriteNumber("load_wait_ms", Math.Round(answer.Waited * 1e3, 3));
        json.WriteNumber("queue_wait_ms", Math.Round(answer.Queued * 1e3, 3));
        json.WriteNumber("prefill_ms", Math.Round(answer.FirstOutput * 1e3, 3));
        if (!double.IsNaN(answer.Uncertainty)) json.WriteNumber("uncertainty", Math.Round(answer.Uncertainty, 4));
        json.WriteEndObject();
    }

    /// <summary>Returns the refusal for a request without an answer.</summary>
    public static Refusal Of(PoolAnswer answer) => (answer.Status, answer.Refusal) switch
    {
        (RequestStatus.Refused, RefusalKind.Busy) => new Refusal(503, "busy", answer.Why) { RetryAfterSeconds = 1 },
        (RequestStatus.Refused, RefusalKind.KeptOut) => new Refusal(503, "kept_out", answer.Why),
        (RequestStatus.Refused, RefusalKind.NoModel) => new Refusal(503, "no_model", answer.Why) { RetryAfterSeconds = 1 },
        (RequestStatus.Refused, RefusalKind.Scope) => new Refusal(403, "beyond_scope", answer.Why, ClientCall.ScopeName),
        (RequestStatus.Refused, _) => Refusal.Bad(answer.Why),
        (RequestStatus.TimedOut, _) => new Refusal(504, "timed_out", answer.Why),
        (RequestStatus.Cancelled, _) => new Refusal(499, "cancelled", answer.Why.Length > 0 ? answer.Why : "the request was cancelled"),
        _ => new Refusal(500, "failed", answer.Why),
    };
}
