using Teleo.Controller.Domain;
using Teleo.Controller.Tests.Domain;
using Teleo.Controller.Tracing;
using Teleo.Pool.Requests;
using Teleo.Server.Serving;
using Xunit.Abstractions;

namespace Teleo.Server.Tests;

/// <summary>
/// A pool over another server that obeys late, in part or not at all, evicts by itself, lies, and dies: every decision keeps the laws that
/// all plants share, every request ends, and when the server is well again the pool knows what it holds.
/// </summary>
public sealed class QuirkTests(ITestOutputHelper output)
{
    private const int Clients = 8;

    /// <summary>The time within which the habits wanted come up on any machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task No_law_breaks_over_a_server_with_habits(bool isOllama) => RunAsync(isOllama, seed: 1, decisions: 800, habits: 5);

    [NightlyTheory]
    [InlineData(true, 2)]
    [InlineData(false, 3)]
    public Task No_law_breaks_in_fifty_thousand_decisions(bool isOllama, ulong seed) => RunAsync(isOllama, seed, decisions: 50_000, habits: 9);

    private async Task RunAsync(bool isOllama, ulong seed, long decisions, int habits)
    {
        string folder = TestFolder.New("teleo-quirks"), trace = Path.Combine(folder, "run.jsonl");
        using var foreign = new QuirkyServer(isOllama, seed);
        var ended = new Dictionary<RequestStatus, int>();
        var options = new ServeOptions
        {
            Upstream = foreign.Address,
            Controls = true,
            Memory = $"{2 * QuirkyServer.MostBytes}",
            Policy = "teleodynamic:tick=0.004",
            Trace = trace,
            OperatorToken = Served.Operator,
            TimeoutSeconds = 1,
            PatienceSeconds = 0.04,
            PollSeconds = 0.05,
        };
        await using (var pool = await ServedPool.OpenAsync(options, TimeProvider.System, _ => { }))
        {
            long began = TimeProvider.System.GetTimestamp();
            bool IsEnough() => pool.Feed!.Last + 1 >= decisions
                && (foreign.Habits >= habits || TimeProvider.System.GetElapsedTime(began) > Patience);
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => AskUntilAsync(pool, client, seed, IsEnough, ended)));
            foreign.Heal();
            for (int model = 0; model < QuirkyServer.Models; model++) await AskUntilAnsweredAsync(pool, model);
            await AgreeAsync(pool, foreign);
        }

        output.WriteLine($"{string.Join(", ", ended)}; habits {string.Join(", ", foreign.Shown)}");
        Assert.True(ended.GetValueOrDefault(RequestStatus.Answered) > ended.Values.Sum() / 10, "hardly anybody was served");
        Assert.True(foreign.Shown.Count >= habits, $"the server showed {foreign.Shown.Count} of its habits");
        Assert.InRange(Check(trace), decisions, long.MaxValue);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Asks for favourites that change until enough was decided, and shown of the habits. Each request must end, well or not, soon after its time is over.</summary>
    private static async Task AskUntilAsync(ServedPool pool, int client, ulong seed, Func<bool> isEnough, Dictionary<RequestStatus, int> ended)
    {
        var draw = new SeedTree(seed).Stream("clients", entity: (uint)client);
        for (int i = 0; !isEnough(); i++)
        {
            if (pool.Running.IsCompleted) await pool.Running;   // a law of the plant that broke ends its loop
            int model = (i / 40 + (int)(draw.NextExponential() * 1.5)) % QuirkyServer.Models;
            var answer = await pool.AskAsync(new PoolRequest("", "hello") { Model = model }, default).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
            lock (ended) ended[answer.Status] = ended.GetValueOrDefault(answer.Status) + 1;
        }
    }

    /// <summary>What failed costs trust, so that the next load may wait until enough wait for it; it comes in the end.</summary>
    private static async Task AskUntilAnsweredAsync(ServedPool pool, int model)
    {
        PoolAnswer answer = null!;
        for (int i = 0; i < 40; i++)
        {
            answer = await pool.AskAsync(new PoolRequest("", "hello") { Model = model }, default);
            if (answer.Status == RequestStatus.Answered) return;
        }

        Assert.Fail($"model {model} never answers again: {answer.Status}, {answer.Why}");
    }

    /// <summary>The models that the pool believes in memory are those that are there, and they fit.</summary>
    private static async Task AgreeAsync(ServedPool pool, QuirkyServer foreign)
    {
        string[] believed = [], there = [];
        for (int looks = 0; looks < 200; looks++)
        {
            believed = [.. (await pool.ResidentAsync()).Select(one => QuirkyServer.Names.ElementAt(one.Model)).Order()];
            there = [.. foreign.There.Order()];
            if (believed.SequenceEqual(there)) return;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Assert.Fail($"the pool believes {string.Join(", ", believed)}; there are {string.Join(", ", there)}");
    }

    private static long Check(string trace)
    {
        using var file = File.OpenRead(trace);
        var reader = new TraceReader(file);
        var invariants = new Invariants(reader.Header.Options);
        TraceLine line;
        while ((line = reader.Read()) != TraceLine.End)
            if (line == TraceLine.Decision) invariants.Check(reader.Record);
        using var again = File.OpenRead(trace);
        Assert.Equal(invariants.Checked, TraceVerifier.Verify(new TraceReader(again), CancellationToken.None).Decisions);
        return invariants.Checked;
    }
}
