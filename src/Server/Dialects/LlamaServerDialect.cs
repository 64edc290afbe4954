using System.Text;
using Teleo.Controller.Domain;
using Teleo.Pool.Live;
using Teleo.Server.Http;
using Teleo.Server.Serving;

namespace Teleo.Server.Dialects;

/// <summary>
/// The calls of llama-server's router: the models with their state, loads as wishes, unloads by the operator, health and metrics.
/// </summary>
internal sealed class LlamaServerDialect(ServedPool pool, Admission door)
{
    public Task HealthAsync(Exchange exchange) => exchange.WriteAsync(pool.Running.IsCompleted ? 503 : 200, json =>
    {
        json.WriteStartObject();
        json.WriteString("status", pool.Running.IsCompleted ? "stopped" : "ok");
        json.WriteEndObject();
    });

    public async Task ModelsAsync(Exchange exchange)
    {
        var there = (await pool.ResidentAsync()).Select(one => one.Model).ToHashSet();
        bool[] comes =
            await pool.ReadAsync(state => state.Rows.Select(row => row.Transition == Transition.Loading && !pool.Observes).ToArray());
        await exchange.WriteAsync(200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            for (int model = 0; model < comes.Length; model++)
            {
                json.WriteStartObject();
                json.WriteString("id", pool.Models.NameOf(model));
                json.WriteStartObject("status");
                json.WriteString("value", comes[model] ? "loading" : there.Contains(model) ? "loaded" : "unloaded");
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>Takes the wish for a load as a hint. Whether and when it is carried out is decided like everything else.</summary>
    public async Task LoadAsync(Exchange exchange)
    {
        var fields = await exchange.ReadAsync();
        int model = pool.Models.Find(fields.NeededText("model"));
        fields.NoOthers();
        pool.Models.NeedRoomFor(model);
        pool.Foretell(ClientHint.Usual, model);
        await SucceededAsync(exchange, 202);
    }

    public Task UnloadAsync(Exchange exchange) => ObeyedAsync(exchange, OperatorVerb.Unload, "model");

    /// <summary>Ollama's delete call: the model leaves the eligible set; its file stays.</summary>
    public Task DeleteAsync(Exchange exchange) => ObeyedAsync(exchange, OperatorVerb.Retire, "model");

    public async Task MetricsAsync(Exchange exchange)
    {
        string text = await pool.ReadAsync(state => Metrics.Of(pool, state, door.UnderWay));
        await exchange.WriteTextAsync("text/plain; version=0.0.4; charset=utf-8", Encoding.UTF8.GetBytes(text));
    }

    private async Task ObeyedAsync(Exchange exchange, OperatorVerb verb, string field)
    {
        door.NeedOperator(exchange.Context);
        var fields = await exchange.ReadAsync();
        int model = pool.Models.Find(fields.NeededText(field));
        fields.NoOthers();
        var note = await pool.ObeyAsync(new OperatorCommand(verb, pool.Models[model].Name.ToString()));
        if (!note.Done) throw new Refusal(409, "not_obeyed", note.Detail);
        await SucceededAsync(exchange, 200);
    }

    private static Task SucceededAsync(Exchange exchange, int status) => exchange.WriteAsync(status, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteEndObject();
    });
}
