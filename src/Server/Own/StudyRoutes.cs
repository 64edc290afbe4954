using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Plants;
using Teleo.Server.Http;
using Teleo.Server.Serving;

namespace Teleo.Server.Own;

/// <summary>The calls that simulate the traffic so far: the cost of another policy, option, memory or machine, and the report.</summary>
internal sealed class StudyRoutes(ServedPool pool)
{
    private const int MostOptions = 32;

    // A study computes as long as its traffic is: one at a time.
    private readonly SemaphoreSlim _one = new(1);

    public Task ReportAsync(Exchange exchange) => StudyAsync(exchange, study => pool.ReportOn(study, exchange.Gone));

    /// <summary>Answers the cost of a change on the same requests, with the present cost.</summary>
    public async Task WhatIfAsync(Exchange exchange)
    {
        var fields = await exchange.ReadAsync();
        string policy = (fields.Text("policy") ?? pool.Options.Policy) + OptionsIn(fields);
        string? memory = fields.Text("memory");
        string? named = fields.Text("machine");
        fields.NoOthers();
        if (policy == pool.Options.Policy && memory is null && named is null)
            throw Refusal.Bad("say what else: policy, options, memory or machine");
        var machine = named is null ? null : Machines.Find(named)
            ?? throw Refusal.Bad(
                $"no machine '{named}'{Suggestions.Sentence(named, [.. Machines.All.Select(one => one.Name)])}", "machine");
        await StudyAsync(exchange, study =>
        {
            long bytes = memory is null ? study.CapacityBytes : BytesOf(memory);
            study.Check();
            var now = study.Play(pool.Options.Policy, study.CapacityBytes, null, exchange.Gone);
            var other = study.Play(policy, bytes, machine, exchange.Gone);
            return new
            {
                study.Requests,
                study.Seconds,
                Observed = TrafficReport.Cost.Of(pool.Decider, study.Observed),
                Now = TrafficReport.Cost.Of(pool.Options.Policy, now),
                WhatIf = TrafficReport.Cost.Of(policy, other),
                MemoryBytes = bytes,
                Machine = machine?.Name,
                Change = TrafficReport.Change.Of(other, now),
                study.Assumed,
            };
        });
    }

    private long BytesOf(string memory)
    {
        var room = PoolCapacity.Parse(memory);
        return room.IsCount ? throw Refusal.Bad("give the memory in bytes such as 2MiB, or as a share such as 50%", "memory")
            : room.Share > 0 ? (long)(room.Share * pool.Folder.BytesOfEachOnce) : room.Amount;
    }

    private async Task StudyAsync<T>(Exchange exchange, Func<TrafficStudy, T> ask)
    {
        if (!await _one.WaitAsync(0, exchange.Gone)) throw new Refusal(503, "busy", "another study of the traffic is under way")
        {
            RetryAfterSeconds = 2,
        };
        try
        {
            var study = await pool.StudyAsync();
            var answer = await Task.Run(() => ask(study), exchange.Gone);
            await exchange.WriteTextAsync("application/json", JsonSerializer.SerializeToUtf8Bytes(answer, Json.Options));
        }
        catch (InputException wrong)
        {
            throw wrong.Code == "TooLittleTraffic" ? new Refusal(409, "too_little_traffic", wrong.Message) : Refusal.Bad(wrong.Message);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The member <c>options</c> as a policy's options are written.</summary>
    private static string OptionsIn(Fields fields)
    {
        if (!fields.TryGet("options", out var options)) return "";
        if (options.ValueKind != JsonValueKind.Object || options.EnumerateObject().Count() is 0 or > MostOptions)
            throw fields.Wrong("options", "an object of names and numbers");
        ImmutableArray<string> parts = [.. options.EnumerateObject().Select(option =>
            option.Value.ValueKind == JsonValueKind.Number && option.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                ? string.Create(CultureInfo.InvariantCulture, $"{option.Name}={option.Value.GetDouble()}")
                : throw fields.Wrong("options", "an object of names and numbers"))];
        return $"{(fields.Text("policy")?.Contains(':') ?? false ? ',' : ':')}{string.Join(',', parts)}";
    }
}
