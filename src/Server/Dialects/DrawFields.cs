using System.Collections.Immutable;
using Teleo.Server.Http;
using Teleo.Server.Serving;
using Teleo.Server.Templates;

namespace Teleo.Server.Dialects;

/// <summary>Reads the settings of an answer, and the turns of a conversation.</summary>
internal static class DrawFields
{
    private const int MostStops = 16;
    private const int MostTurns = 1024;
    private const int MostScopes = 64;

    /// <param name="maxTokens">The dialect's name for the largest number of tokens.</param>
    public static DrawSettings Read(Fields fields, string maxTokens) => new()
    {
        Temperature = fields.Number("temperature", 0, 10),
        TopP = fields.Number("top_p", 1e-6, 1),
        MinP = fields.Number("min_p", 0, 1),
        TopK = fields.Whole("top_k", 0, int.MaxValue),
        Seed = fields.Whole("seed", 0, long.MaxValue),
        RepeatPenalty = fields.Number("repeat_penalty", 1e-3, 100),
        RepeatWindow = fields.Whole("repeat_last_n", 0, int.MaxValue),
        Stops = fields.Texts("stop", MostStops),
        MaxTokens = fields.Whole(maxTokens, -1, int.MaxValue),
    };

    /// <summary>The scope that a request states by field, header, or both.</summary>
    public static ImmutableArray<string> Scope(Exchange exchange, Fields fields)
    {
        const StringSplitOptions Clean = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        string header = exchange.Context.Request.Headers[ClientCall.ScopeName].ToString();
        return [.. header.Split(',', Clean), .. fields.Texts(ClientCall.ScopeName, MostScopes).SelectMany(said => said.Split(',', Clean))];
    }

    public static IEnumerable<ChatTurn> Turns(Fields fields)
    {
        foreach (var message in fields.Objects("messages", MostTurns))
        {
            var turn = new ChatTurn(message.NeededText("role"), message.NeededText("content"));
            message.NoOthers();
            if (turn.Role is not ("system" or "user" or "assistant")) throw message.Wrong("role", "system, user or assistant");
            yield return turn;
        }
    }
}
