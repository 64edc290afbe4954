using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Teleo.Server.Dialects;
using Teleo.Server.Http;
using Teleo.Server.Own;
using Teleo.Server.Page;
using Teleo.Server.Serving;

namespace Teleo.Server;

/// <summary>Routes each request to the call of its method and path, and writes every refusal in the format of its dialect.</summary>
internal sealed class Routes
{
    private static readonly string[] NotImplemented =
    [
        "/api/embed", "/api/embeddings", "/api/pull", "/api/push", "/api/create", "/api/copy", "/api/blobs",
        "/v1/embeddings", "/v1/responses", "/v1/files", "/v1/images", "/v1/audio", "/v1/moderations", "/v1/batches",
        "/props", "/slots", "/tokenize", "/detokenize", "/completion", "/infill", "/embedding", "/rerank", "/lora-adapters",
    ];

    private readonly FrozenDictionary<string, Dictionary<string, Func<Exchange, Task>>> _calls;
    private readonly TeleoRoutes _own;
    private readonly Admission _door;
    private readonly long _mostBytes;
    private readonly Action<string> _log;
    private volatile bool _drains;

    /// <param name="log">Receives what went wrong inside, a line each.</param>
    public Routes(ServedPool pool, Admission door, long mostBytes, TimeProvider time, Action<string> log)
    {
        (_door, _mostBytes, _log) = (door, mostBytes, log);
        var generation = new Generation(pool);
        var ollama = new OllamaDialect(pool, generation, time);
        var openAi = new OpenAiDialect(pool, generation, time);
        var llama = new LlamaServerDialect(pool, door);
        _own = new TeleoRoutes(pool, door);
        var studies = new StudyRoutes(pool);
        _calls = new (string Method, string Path, Func<Exchange, Task> Call)[]
        {
            ("GET", WatchPage.Path, WatchPage.SendAsync),
            ("POST", "/api/generate", ollama.GenerateAsync),
            ("POST", "/api/chat", ollama.ChatAsync),
            ("GET", "/api/tags", ollama.TagsAsync),
            ("GET", "/api/ps", ollama.ResidentAsync),
            ("POST", "/api/show", ollama.ShowAsync),
            ("DELETE", "/api/delete", llama.DeleteAsync),
            ("GET", "/api/version", ollama.VersionAsync),
            ("GET", "/api/health", ollama.HealthAsync),
            ("GET", "/v1/models", openAi.ModelsAsync),
            ("POST", "/v1/completions", openAi.CompletionsAsync),
            ("POST", "/v1/chat/completions", openAi.ChatAsync),
            ("GET", "/models", llama.ModelsAsync),
            ("POST", "/models/load", llama.LoadAsync),
            ("POST", "/models/unload", llama.UnloadAsync),
            ("GET", "/health", llama.HealthAsync),
            ("GET", "/metrics", llama.MetricsAsync),
            ("GET", "/teleo/state", _own.StateAsync),
            ("GET", "/teleo/requests", _own.RequestsAsync),
            ("GET", TeleoRoutes.Watched, _own.DecisionsAsync),
            ("POST", "/teleo/operator", _own.OperatorAsync),
            ("POST", "/teleo/feedback", _own.FeedbackAsync),
            ("POST", "/teleo/what-if", studies.WhatIfAsync),
            ("GET", "/teleo/report", studies.ReportAsync),
        }.GroupBy(call => call.Path).ToFrozenDictionary(calls => calls.Key, calls =>
            calls.ToDictionary(call => call.Method, call => call.Call), StringComparer.Ordinal);
    }

    /// <summary>Refuses new requests from now on.</summary>
    public void BeginDrain()
    {
        _drains = true;
        _own.EndWatches();
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var exchange = new Exchange(context, _mostBytes);
        try
        {
            if (_drains) throw new Refusal(503, "ending", "this server is about to end") { RetryAfterSeconds = 5 };
            using var span = RequestSpan.Begin(context.Request);
            using var entry = _door.Enter(context, isOpen: context.Request.Path == WatchPage.Path);
            await CallOf(context)(exchange);
        }
        catch (Refusal refusal)
        {
            await RefuseAsync(exchange, refusal);
        }
        catch (BadHttpRequestException problem)
        {
            await RefuseAsync(exchange, problem.StatusCode == 413 ? Exchange.TooLarge()
                : new Refusal(problem.StatusCode, "bad_request", problem.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
        }
        catch (Exception defect)
        {
            // The client learns that it failed, not how this program is built.
            _log($"a request failed: {defect}".ReplaceLineEndings(" | "));
            await RefuseAsync(exchange, new Refusal(500, "defect", "this server failed to answer; its log says why"));
        }
    }

    private Func<Exchange, Task> CallOf(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        if (_calls.TryGetValue(path, out var methods))
        {
            string method = HttpMethods.IsHead(context.Request.Method) && path != TeleoRoutes.Watched ? "GET" : context.Request.Method;
            if (methods.TryGetValue(method, out var call)) return call;
            context.Response.Headers.Allow = string.Join(", ", methods.Keys);
            throw new Refusal(405, "wrong_method", $"{path} takes {string.Join(" or ", methods.Keys)}");
        }

        const string Decisions = "/teleo/decisions/", WhyNotPath = "/teleo/why-not/";
        bool reads = HttpMethods.IsGet(context.Request.Method);
        if (reads && path.StartsWith(Decisions, StringComparison.Ordinal)) return exchange =>
            _own.DecisionAsync(exchange, path[Decisions.Length..]);
        if (reads && path.StartsWith(WhyNotPath, StringComparison.Ordinal)) return exchange =>
            _own.WhyNotAsync(exchange, path[WhyNotPath.Length..]);
        if (NotImplemented.Any(known => path == known || path.StartsWith(known + "/", StringComparison.Ordinal)))
            throw new Refusal(501, "not_implemented", $"{path} is not implemented here");
        throw Refusal.NotFound("there is nothing under this path");
    }

    private static async Task RefuseAsync(Exchange exchange, Refusal refusal)
    {
        if (exchange.HasBegun)
        {
            exchange.Context.Abort();
            return;
        }

        if (refusal.RetryAfterSeconds > 0) exchange.Header("Retry-After", $"{refusal.RetryAfterSeconds}");
        if (refusal.Status == 401) exchange.Header("WWW-Authenticate", "Bearer");
        Action<Utf8JsonWriter, Refusal> write = (exchange.Context.Request.Path.Value ?? "") switch
        {
            var path when path.StartsWith("/api/", StringComparison.Ordinal) => OllamaDialect.WriteProblem,
            var path when path.StartsWith("/teleo/", StringComparison.Ordinal) => TeleoRoutes.WriteProblem,
            _ => OpenAiDialect.WriteProblem,
        };
        await exchange.WriteAsync(refusal.Status, json => write(json, refusal));
    }
}
