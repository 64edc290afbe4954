using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Experiments.ProductRivals;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Advice;

/// <summary>
/// Ranks every deployable rule on a user's log: settings are chosen on the first part of the log, and all rules are judged on the rest.
/// </summary>
/// <param name="progress">Called with the current step and its finished share.</param>
internal sealed class Advisor(PreparedScenario prepared, Action<string, double> progress, CancellationToken cancellation)
{
    public const string Ours = "teleodynamic";

    private const long FewestRequests = 100;
    private const int MostTuningRequests = 30_000;
    private const long MoreMemory = 8_000_000_000;

    /// <summary>The share of the best reachable cost below which the relaxed bound is not informative.</summary>
    private const double LeastTelling = 0.2;

    /// <summary>Rules of this project's server that only select victims.</summary>
    private static readonly string[] Evictors = ["lru", "gdsf", "value-set", "landlord", "sieve", "ttl:seconds=900"];

    private readonly LogSplit _split = LogSplit.Of(prepared.Run.Trace);
    private readonly List<RuleOutcome> _judged = [];
    private readonly Dictionary<RuleSettings, Timeline> _timelines = [];
    private int _trials;

    /// <summary>The rules people run, each by default and tuned, on the judged part.</summary>
    public IReadOnlyList<RuleOutcome> Judged => _judged;

    public LogSplit Split => _split;

    /// <summary>Refuses a log from which nothing can be learned.</summary>
    public void Check()
    {
        var trace = prepared.Run.Trace;
        if (trace.Count < FewestRequests)
            throw new InputException("LogTooShort", $"the log has {trace.Count} requests; advice needs at least {FewestRequests}");
        if (trace.EndNs < 60 * Request.NanosecondsPerSecond)
            throw new InputException("LogTooShort", "all requests arrive within a minute; advice needs a log of hours");
        if (trace.Skills.Length < 2)
            throw new InputException(
                "OneModel", $"all requests are for '{trace.Skills[0]}'; with one model there is nothing to decide but to keep it");
    }

    /// <summary>Tunes and judges what people run. The first of the results is today's rule.</summary>
    public void PlayOutside(RuleSettings today)
    {
        progress("tuning", 0);
        var search = SearchIn(prepared);
        var tuned = new List<RuleSettings> { search.Ollama() };
        progress("tuning", 0.4);
        tuned.Add(search.LlamaSwap());
        progress("tuning", 0.7);
        tuned.Add(search.LlamaCpp());
        tuned.Add(search.Evictor(Evictors));
        _trials += search.Trials;
        RuleSettings[] defaults =
            [RuleSettings.Ollama.Default, search.LlamaSwapDefault, search.LlamaCppDefault, new RuleSettings.Teleo("lru")];
        var all = ((RuleSettings[])[today, .. defaults]).Distinct().Select(rule => (rule, false)).ToList();
        all.AddRange(tuned.Where(rule => !all.Contains((rule, false))).Select(rule => (rule, true)));
        Judge(all);
    }

    /// <summary>Judges our controller on the same part.</summary>
    public void PlayOurs() => Judge([(new RuleSettings.Teleo(Ours), false)]);

    /// <summary>The rule that cost least where rules were tuned; of rules within a hundredth of it the one of today's product.</summary>
    public RuleOutcome Recommended()
    {
        var part = PartForTuning(prepared);
        var costs = _judged.ToDictionary(run => run, run => part.CostOf(run.Rule, cancellation));
        double least = costs.Values.Min();
        string product = _judged[0].Rule.Product;
        return costs.OrderBy(entry => entry.Value <= 1.01 * least && entry.Key.Rule.Product == product ? 0 : 1).ThenBy(entry => entry.Value)
            .First().Key;
    }

    /// <summary>
    /// Returns the results on the same log with more memory, and with a faster disk, with the rule's product tuned again.
    /// </summary>
    public ImmutableArray<WhatIfRow> WhatIfs(RuleOutcome recommended)
    {
        var rows = ImmutableArray.CreateBuilder<WhatIfRow>();
        var world = prepared.Scenario.World;
        long memory = prepared.Run.Settings.Capacity.ResidentBytes + world.Machine.BaseBytes;
        long all = world.Machine.BaseBytes
            + (long)(prepared.Run.Profiles.Sum(profile => profile.Footprint.ResidentBytes) / OllamaPolicy.UsableShare);
        Add($"{ByteSize.Text(MoreMemory)} more memory", memory + MoreMemory, world);
        if (all > memory + MoreMemory) Add($"memory for all models and a fifth free, {ByteSize.Text(all)}", all, world);
        var fast = Machines.Find("nvme")!;
        if (world.Machine.Cold.BytesPerSecond < fast.Cold.BytesPerSecond)
            Add("an NVMe drive", memory, WithDrive(world, fast));
        return rows.ToImmutable();

        void Add(string change, long bytes, World changed)
        {
            progress($"what if: {change}", 0);
            var other = prepared.Elsewhere(changed, bytes);
            var search = SearchIn(other);
            RuleSettings rule = recommended.Rule switch
            {
                RuleSettings.Ollama => search.Ollama(),
                RuleSettings.LlamaSwap => search.LlamaSwap(),
                RuleSettings.LlamaCpp => search.LlamaCpp(),
                var same => same,
            };
            _trials += search.Trials;
            var judged = JudgeOne(other, rule, true);
            rows.Add(new(change, $"{rule.Product}: {rule.Text}", judged.CostPerThousand, judged.ChangeFrom(recommended).Percent));
        }
    }

    /// <summary>Returns the savings of the recommended rule if requests for a model went to a smaller one of its family.</summary>
    public IReadOnlyList<(string Large, string Small, double Saved)> SmallerVariants(RuleOutcome recommended)
    {
        var found = new List<(string, string, double)>();
        var models = prepared.Scenario.World.Models;
        if (models.Length == 0) return found;
        var names = prepared.Run.Trace.Skills;
        var indexes = ModelMatch.Find(models, names);
        for (int i = 0; i < names.Length; i++)
        {
            var large = models[indexes[i]];
            var small = models.Where(model => model.Family is not null && model.Family == large.Family && model.Bytes < large.Bytes)
                .MinBy(model => model.Bytes);
            if (small is null) continue;
            progress($"{large.Name} as {small.Name}", 0);
            var replaced = prepared.Replacing(i, WorldSkills.Of(small with { Name = names[i] }, prepared.Scenario.World.Machine));
            double saved = -JudgeOne(replaced, recommended.Rule, true).ChangeFrom(recommended).Percent;
            if (saved > 10) found.Add((names[i], small.Name, saved));
        }

        return found;
    }

    /// <summary>Returns the distance to the best possible cost, over the whole log.</summary>
    public BoundRow Bounds(RuleOutcome recommended)
    {
        progress("bounds", 0);
        double perThousand = 1000.0 / prepared.Run.Trace.Count;
        double? relaxed = WaitAndLoadBound.Of(prepared.Run)?.Lower;
        double attainable = prepared.Run.Play(catalog => prepared.CreatePolicy("attainable", catalog), null, cancellation)
            .CostCurveS[^1] * perThousand;
        double own = recommended.Report.CostCurveS[^1] * perThousand;
        string note = relaxed < LeastTelling * Math.Min(own, attainable)
            ? "The relaxed bound says nothing here: it lets parts of models be loaded and service take no time."
            : "";
        return new(relaxed, attainable, own, note);
    }

    public string Sentence(RuleOutcome recommended) => AdviceText.Sentence(_judged, recommended, prepared, _split);

    public AdviceReport Report(
        RuleOutcome recommended, LogReport? log, BoundRow? bounds, ImmutableArray<WhatIfRow> whatIfs,
            IReadOnlyList<(string, string, double)> variants)
    {
        long memory = prepared.Run.Settings.Capacity.ResidentBytes + prepared.Scenario.World.Machine.BaseBytes;
        var best = _judged.GroupBy(run => run.Rule.Product)
            .Select(group => group.MaxBy(run => (ReferenceEquals(run, recommended), run.IsTuned))!.Rule);
        return new()
        {
            Sentence = Sentence(recommended),
            Log = log,
            Machine = prepared.Scenario.World.Machine.Name,
            MemoryBytes = memory,
            Requests = prepared.Run.Trace.Count,
            JudgedRequests = _split.JudgedRequests,
            TunedHours = _split.Seconds / 3600,
            JudgedHours = (_split.EndSeconds - _split.Seconds) / 3600,
            Trials = _trials,
            Rules = [.. _judged.Select(run => AdviceText.Row(run, _judged, recommended)).OrderBy(row => row.CostPerThousand)],
            Models = ModelAdvice.Of(prepared, TimelineOf(recommended.Rule), variants),
            WhatIfs = whatIfs,
            Bounds = bounds,
            Settings = [.. best.Select(rule => SettingsText.Of(rule, memory))],
            Assumed = prepared.Assumptions,
        };
    }

    /// <summary>The recommended rule and today's with the residency of every model over time.</summary>
    public (Timeline Recommended, Timeline Today) Timelines(RuleOutcome recommended)
    {
        progress("time line", 0);
        return (TimelineOf(recommended.Rule), TimelineOf(_judged[0].Rule));
    }

    private Timeline TimelineOf(RuleSettings rule)
    {
        if (!_timelines.TryGetValue(rule, out var timeline))
            _timelines[rule] = timeline = Timeline.Of(prepared, rule, cancellation);
        return timeline;
    }

    private static World WithDrive(World world, MachineProfile drive) => world with
    {
        Machine = world.Machine with
        {
            Name = $"{world.Machine.Name} with an NVMe drive",
            Cold = Faster(world.Machine.Cold, drive.Cold),
            Warm = Faster(world.Machine.Warm, drive.Warm),
        },
        Models = [.. world.Models.Select(model => model with { ColdLoadSeconds = null, WarmLoadSeconds = null })],
    };

    private static ReadSpeed Faster(ReadSpeed own, ReadSpeed drive) =>
        new(Math.Min(own.StartSeconds, drive.StartSeconds), Math.Max(own.BytesPerSecond, drive.BytesPerSecond));

    private RuleSearch SearchIn(PreparedScenario scenario) => new(PartForTuning(scenario), cancellation);

    private RuleTrial PartForTuning(PreparedScenario scenario) => new RuleTrial(scenario).Part(0, _split.Seconds, MostTuningRequests);

    private void Judge(IReadOnlyList<(RuleSettings Rule, bool IsTuned)> rules)
    {
        var runs = new ParallelRuns(Environment.ProcessorCount, done => progress("judging", done / (double)rules.Count), cancellation);
        _judged.AddRange(runs.Of(rules.Count, i => JudgeOne(prepared, rules[i].Rule, rules[i].IsTuned)));
    }

    private RuleOutcome JudgeOne(PreparedScenario scenario, RuleSettings rule, bool isTuned)
    {
        var report = new RuleTrial(scenario.WarmedUp(_split.Seconds)).Play(rule, null, cancellation);
        return RuleOutcome.Of(rule, isTuned, report, _split.FirstBlock, _split.JudgedRequests);
    }
}
