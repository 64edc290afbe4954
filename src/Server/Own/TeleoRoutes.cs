using System.Globalization;
using System.Text.Json;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Pool.Live;
using Teleo.Server.Http;
using Teleo.Server.Serving;

namespace Teleo.Server.Own;

/// <summary>This server's own calls: the whole state, the stream of decisions, explanations, and operator commands.</summary>
internal sealed class TeleoRoutes(ServedPool pool, Admission door)
{
    /// <summary>The call whose answer never ends by itself.</summary>
    public const string Watched = "/teleo/decisions";

    private const int MostRequests = 1000;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the event streams, which never end by themselves.</summary>
    public void EndWatches() => _ended.TrySetResult();

    public async Task StateAsync(Exchange exchange)
    {
        byte[] json = await pool.ReadAsync(state => JsonSerializer.SerializeToUtf8Bytes(StateOf(state), Json.Options));
        await exchange.WriteTextAsync("application/json", json);
    }

    /// <summary>Sends each new decision as an event, after the kept ones with a higher number.</summary>
    public async Task DecisionsAsync(Exchange exchange)
    {
        var feed = Feed();
        long after = NumberIn(exchange, "after", -1);
        bool isWhole = exchange.Context.Request.Query["whole"] == "true";
        exchange.Begin("text/event-stream");
        await exchange.SendHeadersAsync();
        while (!_ended.Task.IsCompleted && !pool.Running.IsCompleted)
        {
            var (decisions, more) = feed.After(after);
            foreach (var decision in decisions)
            {
                if (isWhole) await exchange.EventAsync(decision.Record.Span.TrimEnd((byte)'\n'));
                else await exchange.EventAsync(json => Write(json, decision));
                after = decision.Number;
            }

            await Task.WhenAny(more, pool.Running, _ended.Task).WaitAsync(exchange.Gone);
        }
    }

    /// <summary>Tells of the last requests, from a number on.</summary>
    public async Task RequestsAsync(Exchange exchange)
    {
        long from = NumberIn(exchange, "from", 0);
        byte[] json = await pool.ReadAsync(_ =>
        {
            var rows = pool.Traffic.From(Math.Max(from, pool.Traffic.Count - MostRequests)).Select(RowOf).ToList();
            return JsonSerializer.SerializeToUtf8Bytes(new { Requests = rows }, Json.Options);
        });
        await exchange.WriteTextAsync("application/json", json);
    }

    public Task DecisionAsync(Exchange exchange, string path)
    {
        string[] parts = path.Split('/');
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number) || parts.Length > 2
            || (parts.Length == 2 && parts[1] != "explain"))
            throw Refusal.NotFound("there is /teleo/decisions/N and /teleo/decisions/N/explain");
        var decision = Feed().Find(number) ?? throw Refusal.NotFound(
            $"decision {number} is not kept any more, or not made yet; the trace has them all");
        return parts.Length == 1
            ? exchange.WriteTextAsync("application/json", decision.Record)
            : exchange.WriteAsync(200, json => Write(json, decision));
    }

    /// <summary>Answers the last decision's treatment of a load of a model.</summary>
    public async Task WhyNotAsync(Exchange exchange, string name)
    {
        int model = pool.Models.Find(name);
        if (pool.Policy is not IRecordingPolicy policy) throw new Refusal(
            501, "no_records", $"{pool.Policy.Name} leaves no whole decisions");
        var answer = await pool.ReadAsync(state => WhyNot.Of(policy.Record, model, pool.Folder.Catalog, state.Rows[model].IsResident));
        await exchange.WriteTextAsync("application/json", JsonSerializer.SerializeToUtf8Bytes(answer, Json.Options));
    }

    public async Task OperatorAsync(Exchange exchange)
    {
        door.NeedOperator(exchange.Context);
        var fields = await exchange.ReadAsync();
        string words = fields.NeededText("command");
        fields.NoOthers();
        OperatorCommand command;
        try
        {
            command = OperatorCommand.Parse(words);
        }
        catch (InputException wrong)
        {
            throw Refusal.Bad(wrong.Message, "command");
        }

        if (command.NamesSkill) command = command with { Skill = pool.Models[pool.Models.Find(command.Skill)].Name.ToString() };
        var note = await pool.ObeyAsync(command);
        if (!note.Done) throw new Refusal(409, "not_obeyed", note.Detail);
        await exchange.WriteTextAsync("application/json", JsonSerializer.SerializeToUtf8Bytes(note, Json.Options));
    }

    /// <summary>Hears whether an answer was right: <c>true</c>, <c>false</c>, or a share from 0 to 1.</summary>
    public async Task FeedbackAsync(Exchange exchange)
    {
        var fields = await exchange.ReadAsync();
        long id = fields.Whole("request", 1, long.MaxValue) ?? throw Refusal.Bad("'request' is missing", "request");
        double correct = fields.TryGet("right", out var said) && said.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? said.GetBoolean() ? 1 : 0
            : fields.Number("right", 0, 1) ?? throw Refusal.Bad("'right' is missing", "right");
        fields.NoOthers();
        if (!await pool.JudgeAsync(id, correct)) throw Refusal.NotFound($"no answered request {id} is kept here");
        await exchange.WriteAsync(200, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("request", id);
            json.WriteNumber("right", correct);
            json.WriteEndObject();
        });
    }

    public static void WriteProblem(Utf8JsonWriter json, Refusal refusal)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", refusal.Code);
        json.WriteString("message", refusal.Message);
        if (refusal.Field is { } field) json.WriteString("field", field);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private DecisionFeed Feed() => pool.Feed ?? throw NoRecords();

    private Refusal NoRecords() =>
        new(501, "no_records", $"policy '{pool.Policy.Name}' writes no decision records; serve with --policy teleodynamic");

    private object RowOf(ServedRequest request) => new
    {
        request.Number,
        Request = request.Id,
        Model = pool.Models.NameOf(request.Model),
        Came = request.ArrivalNs * 1e-9,
        Ended = request.EndNs * 1e-9,
        Status = request.Status?.ToString(),
        request.WaitedSeconds,
        request.QueuedSeconds,
        request.ServiceSeconds,
    };

    private static object? AccountsOf(TeleodynamicPolicy? policy) =>
        policy is null || policy.Options.AccountCount() == 0 ? null
        : policy.Bankroll.Accounts.Select((account, i) => new
        {
            Name = policy.Bankroll.Accounts.Count == 1 ? "all" : policy.Bankroll.Sources.NameOf(i),
            account.Balance,
            account.Debt,
            account.Staked,
            account.Returned,
            account.Bets,
        }).ToList();

    private object StateOf(Teleo.Pool.Plants.PlantState state)
    {
        var ours = pool.Policy as TeleodynamicPolicy;
        return new
        {
            pool.Started,
            Seconds = state.NowNs * 1e-9,
            Policy = pool.Policy.Name,
            pool.Observes,
            Resource = ours?.Balance,
            Accounts = AccountsOf(ours),
            UsedBytes = state.Memory.Used.ResidentBytes,
            CapacityBytes = state.Memory.Capacity.ResidentBytes,
            state.Counters.Arrivals,
            state.Counters.Misses,
            state.Counters.Loads,
            LruMisses = pool.Traffic.ShadowMisses,
            Answered = state.Counters.Done,
            state.Counters.Queued,
            state.Counters.Running,
            Decisions = (pool.Feed?.Last ?? -1) + 1,
            TraceFault = pool.Feed?.TraceFault,
            pool.StateFault,
            pool.Loss,
            Models = Enumerable.Range(0, state.Rows.Length).Select(model => new
            {
                Name = pool.Models.NameOf(model),
                Lifecycle = state.Rows[model].Lifecycle.ToString(),
                Transition = state.Rows[model].Transition.ToString(),
                state.Rows[model].IsResident,
                LoadedSeconds = state.Rows[model].LoadedAtNs * 1e-9,
                state.Rows[model].Pinned,
                state.Rows[model].Queued,
                state.Rows[model].Running,
                state.Rows[model].Arrivals,
                state.Rows[model].Completions,
                Quality = ours?.Adaptation.Quality(model),
                Bytes = state.Rows[model].Footprint.ResidentBytes,
            }).ToList(),
            Operator = pool.OperatorNotes.TakeLast(8).ToList(),
            LeftOut = pool.Folder.Refused.Select(refused => new { refused.Package, refused.Why }).ToList(),
        };
    }

    private static void Write(Utf8JsonWriter json, ServedDecision decision)
    {
        json.WriteStartObject();
        json.WriteNumber("decision", decision.Number);
        json.WriteNumber("seconds", decision.Seconds);
        json.WriteString("action", decision.Action);
        json.WriteString("outcome", decision.Outcome);
        json.WriteString("explanation", decision.Explanation);
        json.WriteEndObject();
    }

    private static long NumberIn(Exchange exchange, string name, long usual)
    {
        string? text = exchange.Context.Request.Query[name];
        if (text is null) return usual;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
            : throw Refusal.Bad($"'{name}' is no whole number", name);
    }
}
