using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;

namespace Teleo.Experiments.Subjects;

/// <summary>
/// A subject in another process, by the protocol <c>teleo.subject/1</c>: one JSON object a line on its standard streams
/// (docs/reference/SUBJECTS.md).
/// </summary>
internal sealed class LineSubject : ISubject
{
    public const string Protocol = "teleo.subject/1";

    private const int AnswerMilliseconds = 30_000;

    private static readonly JsonLimits Limits = new(1 << 20);

    private readonly Process _process;
    private readonly string _command;
    private readonly JsonAnswer _read;
    private SourceBalance[] _account;

    public LineSubject(string command, PolicyContext context)
    {
        _command = command;
        _read = new(Fault);
        _process = Start(command);
        var skills = new JsonArray([.. context.Catalog.Skills.Select(skill => (JsonNode)new JsonObject
        {
            ["name"] = skill.Id.Name,
            ["bytes"] = skill.Footprint.ResidentBytes,
            ["load_s"] = skill.LoadSeconds,
            ["quality"] = skill.Quality,
        })]);
        var answer = Ask(new()
        {
            ["op"] = "hello",
            ["protocol"] = Protocol,
            ["seed"] = context.Seeds.RootSeed,
            ["capacity_bytes"] = context.Capacity.ResidentBytes,
            ["skills"] = skills,
        });
        Name = _read.Text(answer, "name");
        Margin = answer["margin"] is null ? 0 : _read.Number(answer, "margin");
        TickSeconds = answer["tick_s"] is null ? 5 : _read.Number(answer, "tick_s");
        if (!(TickSeconds > 0)) throw Fault("tick_s must be above 0");
        foreach (var kind in _read.Array(answer, "decides_on")) DecidesOn |= _read.EventIn(kind!.GetValue<string>());
        _account = AccountIn(answer);
    }

    public string Name { get; }

    public PolicyEvents DecidesOn { get; }

    public double TickSeconds { get; }

    public double Margin { get; }

    public byte[] Theta
    {
        get => Convert.FromBase64String(_read.Text(Ask(new() { ["op"] = "save" }), "theta"));
        set => Ask(new() { ["op"] = "restore", ["theta"] = Convert.ToBase64String(value) });
    }

    public byte[] Rest
    {
        get => Convert.FromBase64String(Ask(new() { ["op"] = "save" })["rest"]?.GetValue<string>() ?? "");
        set => Ask(new() { ["op"] = "restore", ["rest"] = Convert.ToBase64String(value) });
    }

    public IReadOnlyList<SourceBalance> Account
    {
        get => _account;
        set => _account = [.. value];
    }

    public void Observe(in PoolEvent happened, in PoolView pool) =>
        Send(new() { ["op"] = "observe", ["event"] = PoolJson.Of(happened), ["now_s"] = pool.NowNs * 1e-9 });

    public void Earn(in PoolEvent happened, in PoolView pool)
    {
        if (_account.Length == 0) return;
        _account = AccountIn(Ask(new()
        {
            ["op"] = "earn",
            ["event"] = PoolJson.Of(happened),
            ["now_s"] = pool.NowNs * 1e-9,
            ["account"] = JsonOfAccount(),
        }));
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        var answer = Ask(new()
        {
            ["op"] = "decide",
            ["trigger"] = PoolJson.Of(trigger),
            ["view"] = PoolJson.Of(pool),
            ["account"] = JsonOfAccount(),
        });
        foreach (var node in _read.Array(answer, "candidates"))
        {
            if (node is not JsonObject candidate) throw Fault("a candidate must be an object");
            decision.Offer(_read.ActionIn(candidate, pool.Skills.Length), _read.Number(candidate, "score"),
                candidate["cost"] is null ? 0 : _read.Number(candidate, "cost"), candidate["forbidden"]?.GetValue<bool>() ?? false,
                candidate["source"]?.GetValue<string>() ?? "");
        }

        if (decision.Candidates.Count == 0) throw Fault("a decision needs at least the no-op among its candidates");
        decision.Reason = answer["reason"]?.GetValue<string>() ?? "";
        foreach (var index in _read.Array(answer, "chosen"))
        {
            int chosen = index!.GetValue<int>();
            if ((uint)chosen >= (uint)decision.Candidates.Count) throw Fault(
                $"chosen names candidate {chosen} of {decision.Candidates.Count}");
            decision.Take(chosen);
        }
    }

    public void Settle(in Settlement settlement, int candidate)
    {
        var answer = Ask(new()
        {
            ["op"] = "settle",
            ["candidate"] = candidate,
            ["accepted"] = settlement.IsAccepted,
            ["account"] = JsonOfAccount(),
        });
        if (_account.Length > 0) _account = AccountIn(answer);
    }

    public void Dispose()
    {
        try
        {
            Send(new() { ["op"] = "bye" });
            if (!_process.WaitForExit(1_000)) _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or InputException)
        {
        }

        _process.Dispose();
    }

    private static Process Start(string command)
    {
        string[] parts = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) throw new InputException("NoCommand", "--command is empty; give the program that is the controller");
        var start = new ProcessStartInfo(parts[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string part in parts[1..]) start.ArgumentList.Add(part);
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InputException("CommandFailed", $"the program '{parts[0]}' of --command cannot be started; check its name and path");
        }
    }

    private void Send(JsonObject message)
    {
        if (!TrySend(message)) throw Fault("it ended before it was asked to");
    }

    private bool TrySend(JsonObject message)
    {
        try
        {
            _process.StandardInput.Write(message.ToJsonString() + "\n");
            _process.StandardInput.Flush();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private JsonObject Ask(JsonObject message)
    {
        TrySend(message);   // one that ended may have left an answer or a last word
        var reading = _process.StandardOutput.ReadLineAsync();
        if (!reading.Wait(AnswerMilliseconds)) throw Fault($"it gave no answer to '{message["op"]}' in {AnswerMilliseconds / 1000} s");
        string? line = reading.Result;
        if (line is null) throw Fault($"it ended instead of answering '{message["op"]}'");
        if (!JsonInput.TryReadTree(Encoding.UTF8.GetBytes(line), Limits, out var tree, out string problem))
            throw Fault($"its answer: {problem}");
        return tree as JsonObject ?? throw Fault("an answer must be a JSON object");
    }

    private SourceBalance[] AccountIn(JsonObject answer) =>
        answer["account"] is null ? [] : [.. _read.Array(answer, "account")
            .Select(node => new SourceBalance(_read.Text((JsonObject)node!, "source"), _read.Number((JsonObject)node!, "balance")))];

    private JsonArray JsonOfAccount() =>
        new([.. _account.Select(source => (JsonNode)new JsonObject { ["source"] = source.Source, ["balance"] = source.Balance })]);

    private InputException Fault(string what) =>
        new("SubjectBroke", string.Create(CultureInfo.InvariantCulture, $"the subject '{_command}' broke the protocol: {what}"));
}
