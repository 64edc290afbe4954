using System.Diagnostics;
using Teleo.Pool.Requests;
using Teleo.Server.Http;
using Teleo.Server.Serving;

namespace Teleo.Server.Dialects;

/// <summary>Carries out one call for text: as a whole, or streamed.</summary>
internal sealed class Generation(ServedPool pool)
{
    private readonly Caller _caller = new(pool);

    /// <summary>Answers as a whole. Throws <see cref="Refusal"/> if there is no answer.</summary>
    public async Task<PoolAnswer> WholeAsync(Exchange exchange, ClientCall call)
    {
        var answer = await pool.AskAsync(Understood(exchange, call), exchange.Gone);
        if (answer.Status != RequestStatus.Answered) throw AnswerFacts.Of(answer);
        AnswerFacts.Headers(exchange, pool, answer.Skills[^1]);
        AnswerFacts.Headers(exchange, answer);
        return answer;
    }

    /// <summary>
    /// Streams the answer. A failure before the first part is thrown; a later one is the status of the returned answer, because the headers
    /// were sent.
    /// </summary>
    /// <param name="begin">Called once, before the first piece.</param>
    public async Task<PoolAnswer> StreamAsync(Exchange exchange, ClientCall call, Action begin, Func<string, Task> piece)
    {
        var stream = new TokenStream();
        var request = Understood(exchange, call);

        // Of a pipeline only the last answer is the client's.
        var asked = AnsweredAsync(request with { Sink = request.Then.IsEmpty ? stream : null }, stream, exchange.Gone);
        bool hasBegun = false;
        await foreach (var (model, text) in stream.Pieces.ReadAllAsync(exchange.Gone))
        {
            if (!hasBegun) Begin(model);
            await piece(text);
        }

        var answer = await asked;
        if (hasBegun) return answer;
        if (answer.Status != RequestStatus.Answered) throw AnswerFacts.Of(answer);
        Begin(answer.Skills[^1]);
        if (answer.Text.Length > 0) await piece(answer.Text);
        return answer;

        void Begin(int model)
        {
            hasBegun = true;
            AnswerFacts.Headers(exchange, pool, model);
            begin();
        }
    }

    private async Task<PoolAnswer> AnsweredAsync(PoolRequest request, TokenStream stream, CancellationToken gone)
    {
        try
        {
            return await pool.AskAsync(request, gone);
        }
        finally
        {
            stream.End();
        }
    }

    private PoolRequest Understood(Exchange exchange, ClientCall call)
    {
        var (request, warning) = _caller.Understand(call);
        if (warning is not null) exchange.Header("teleo-warning", warning);
        return Activity.Current is { } span ? request with { Trace = span.Context } : request;
    }
}
