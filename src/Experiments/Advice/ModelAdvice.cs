using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Advice;

/// <summary>Gives for each model its treatment by the recommended rule, and advice for models without requests.</summary>
internal static class ModelAdvice
{
    /// <summary>A model that so large a share of its requests find loaded is one to keep.</summary>
    private const double MostlyLoaded = 0.75;

    public static ImmutableArray<ModelRow> Of(
        PreparedScenario prepared, Timeline timeline, IReadOnlyList<(string Large, string Small, double Saved)> variants)
    {
        var rule = timeline.Rule;
        var (names, profiles) = (prepared.Run.Trace.Skills, prepared.Run.Profiles);
        double?[] gaps = MedianGaps(prepared.Run.Trace);
        long all = Math.Max(1, prepared.Run.Trace.Count), memory = prepared.Run.Settings.Capacity.ResidentBytes;
        var rows = Enumerable.Range(0, names.Length).Select(i =>
        {
            long requests = prepared.Counts[i];
            var (advice, reason) = profiles[i].Footprint.ResidentBytes > memory ? ("cannot be loaded", "it alone is larger than the memory")
                : Advise(names[i], requests, gaps[i], timeline.FoundLoaded[i], rule, variants);
            return new ModelRow(
                names[i], profiles[i].Footprint.ResidentBytes, profiles[i].ColdLoadSeconds, requests, 100.0 * requests / all, gaps[i],
                advice, reason);
        });
        return [.. rows.OrderByDescending(row => row.Requests), .. NeverAsked(prepared.Scenario.World, names)];
    }

    private static (string Advice, string Reason) Advise(
        string name, long requests, double? gap, double foundLoaded, RuleSettings rule,
            IReadOnlyList<(string Large, string Small, double Saved)> variants)
    {
        if (variants.FirstOrDefault(variant => variant.Large == name) is { Small: not null } variant)
            return ($"use {variant.Small}",
                string.Create(
                CultureInfo.InvariantCulture, $"the smaller variant would save {variant.Saved:0} % of all waiting and loading"));
        if (rule.Pins.Contains(name)) return ("pin", "pinning it cost least on the first part of the log");
        if (requests == 1) return ("load on demand", "requested once");
        if (rule is RuleSettings.Ollama { KeepAliveSeconds: var keep } && double.IsFinite(keep))
        {
            string minutes = string.Create(CultureInfo.InvariantCulture, $"{keep / 60:0.#} min");
            return gap <= keep
                ? ($"keep {minutes}", "half of its requests come sooner than that after the one before")
                : ("load on demand", $"half of its requests come later than {minutes} after the one before");
        }

        string share = string.Create(CultureInfo.InvariantCulture, $"{100 * foundLoaded:0} % of its requests find it loaded");
        return (foundLoaded >= MostlyLoaded ? "keep" : "load on demand", share);
    }

    private static IEnumerable<ModelRow> NeverAsked(World world, ImmutableArray<string> asked)
    {
        if (world.Models.Length == 0) yield break;
        var used = ModelMatch.Find(world.Models, asked).ToHashSet();
        for (int i = 0; i < world.Models.Length; i++)
        {
            if (used.Contains(i)) continue;
            var skill = WorldSkills.Of(world.Models[i], world.Machine);
            yield return new(skill.Name, skill.Footprint.ResidentBytes, skill.ColdLoadSeconds, 0, 0, null, "never", "no requests");
        }
    }

    private static double?[] MedianGaps(IWorkload trace)
    {
        var gaps = new List<double>[trace.Skills.Length];
        long[] last = [.. Enumerable.Repeat(-1L, trace.Skills.Length)];
        foreach (var row in trace.Requests())
        {
            if (last[row.Skill] >= 0) (gaps[row.Skill] ??= []).Add((row.ArrivalNs - last[row.Skill]) * 1e-9);
            last[row.Skill] = row.ArrivalNs;
        }

        return [.. gaps.Select(own => own is null ? (double?)null : Sample.Median([.. own.Order()]))];
    }
}
