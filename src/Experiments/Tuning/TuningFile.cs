using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tuning;

/// <summary>One line after the plan: a setting was asked for, its cost was told, or the end was judged. One field is set.</summary>
/// <param name="Cost">The cost that was told; null where the setting cannot be played.</param>
internal sealed record TuningLine(string? Asked = null, string? Told = null, double? Cost = null, TuningVerdict? Judged = null);

/// <summary>
/// A tuning in one file to which lines are only added. Several machines may share it: each holds it alone while it adds a line. A line
/// that a killed process left unfinished is cut off by the next.
/// </summary>
internal sealed class TuningFile(string path)
{
    private const long LargestBytes = 1 << 26;

    private static readonly JsonLimits Limits = new(1 << 16);
    private static readonly JsonSerializerOptions OneLine = new(StudyFile.Options)
    {
        WriteIndented = false,
        IgnoreReadOnlyProperties = true,   // what follows from the plan is not in the file
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = false,
    };

    /// <summary>Begins a tuning. A file that is there is refused.</summary>
    public static TuningFile Start(string path, TuningPlan plan)
    {
        if (plan.Problems().ToList() is [_, ..] problems) throw InputException.Asked("BadTuning", string.Join("; ", problems));
        plan.CostsOf(plan.Policy, plan.TuningSeeds.Take(1));   // a mistake in the world is found at once
        if (File.Exists(path))
            throw new InputException("AlreadyThere", "a tuning is there already and is not begun anew; name another file", path);
        AtomicFile.WriteText(path, Text(plan));
        return new(path);
    }

    public TuningState Read()
    {
        if (!File.Exists(path)) throw new InputException("NoTuning", "no such tuning; `teleo study tune start` begins one", path);
        return Parse(InputFile.ReadText(path, LargestBytes));
    }

    /// <summary>The next setting to try; null if none is left.</summary>
    public string? Ask(TimeProvider clock)
    {
        string? next = null;
        Add(clock, state =>
        {
            next = state.Plan.Search.Next(state.Costs);
            return next is null ? null : new(Asked: next);
        });
        return next;
    }

    /// <summary>Adds the cost of a setting, asked for here or made elsewhere. A second cost of the same setting is refused.</summary>
    /// <param name="cost">Not a number where the setting cannot be played.</param>
    public void Tell(string setting, double cost, TimeProvider clock) => Add(clock, state =>
    {
        if (!state.Plan.Search.TryRead(setting, out string spec, out string problem))
            throw InputException.Asked("BadSetting", problem);
        if (state.Told.ContainsKey(spec))
            throw InputException.Asked("ToldTwice", $"the cost of {spec} was told before; a cost is told once");
        if (double.IsInfinity(cost))
            throw InputException.Asked("BadCost", "a cost is a finite number, or nan for a setting that cannot be played");
        return new(Told: spec, Cost: double.IsNaN(cost) ? null : cost);
    });

    /// <summary>Judges the cheapest setting under seeds that tuning never saw. Nothing can be asked or told afterwards.</summary>
    /// <param name="costsOf">The costs of a setting under seeds.</param>
    public TuningVerdict Judge(TimeProvider clock, Func<string, ImmutableArray<ulong>, double[]> costsOf)
    {
        var state = Read();
        if (state.Verdict is { } known) return known;
        if (!state.Told.ContainsKey(state.Plan.Policy))
            throw InputException.Asked("NothingTold",
                $"the cost of {state.Plan.Policy} as it ships is not told yet, so there is nothing to compare with");
        var verdict = TuningVerdict.Of(state, costsOf);
        Add(clock, _ => new(Judged: verdict));
        return verdict;
    }

    private void Add(TimeProvider clock, Func<TuningState, TuningLine?> line)
    {
        if (!File.Exists(path)) Read();
        using var file = HeldFile.Open(path, clock, "the tuning");
        string text = Encoding.UTF8.GetString(file.ReadAll());
        var state = Parse(text);
        if (state.Verdict is not null)
            throw InputException.Asked("Judged",
                "this tuning was judged; what is tried after a look at the judge's seeds is another tuning, with another seed");
        if (line(state) is not { } added) return;
        long whole = Encoding.UTF8.GetByteCount(text.AsSpan(0, text.LastIndexOf('\n') + 1));
        file.Truncate(whole);
        file.Write(Encoding.UTF8.GetBytes(Text(added)), whole);
        file.Flush();
    }

    /// <summary>The complete lines. Text after the last line end was left by a killed process.</summary>
    private TuningState Parse(string text)
    {
        string[] lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0)
            throw new InputException("BadTuning", "the file is empty; begin another with `teleo study tune start`", path);
        var plan = Line<TuningPlan>(lines[0], 1);
        if (plan.Format != TuningPlan.CurrentFormat)
            throw new InputException("BadTuning", $"line 1 has another format than {TuningPlan.CurrentFormat}", path);
        if (plan.Problems().FirstOrDefault() is { } problem) throw new InputException("BadTuning", $"line 1: {problem}", path);
        var state = new TuningState(plan);
        foreach (var (text1, i) in lines[1..].Select((line, i) => (line, i + 2))) state.Add(Line<TuningLine>(text1, i));
        return state;
    }

    private T Line<T>(string line, int number) where T : notnull =>
        JsonInput.TryRead<T>(Encoding.UTF8.GetBytes(line), OneLine, Limits, out var value, out string problem)
            ? value
            : throw new InputException("BadTuning", $"line {number}: {problem}; take the line out or begin another tuning", path);

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, OneLine) + "\n";
}
