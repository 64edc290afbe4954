using System.Collections.Immutable;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Live;

/// <summary>Measures cold loads, replacements, unloads and answers of each model by hand; a profile is the medians.</summary>
internal sealed class ColdCalibration(ColdBench bench)
{
    private const int AnswersEach = 3;

    private readonly Dictionary<(string Mechanism, int Model), List<double>> _seconds = [];

    /// <param name="counts">False where code is compiled and nothing counts.</param>
    public async Task MeasureAsync(bool counts, CancellationToken cancellation)
    {
        await using var plant = bench.Drive(cancellation);
        int last = bench.Folder.Skills.Length - 1;
        for (int model = 0; model <= last; model++)
        {
            await ComeAsync(plant, model, [], "load", counts, cancellation);
            for (int i = 0; i < AnswersEach; i++)
            {
                var answer = await plant.AskAsync(model, RequestTo(model), cancellation);
                if (counts) Add("inference", model, answer.Seconds);
            }

            if (await plant.UnloadAsync(model, cancellation) is { } unload && counts) Add("unload", model, unload);
        }

        await ComeAsync(plant, last, [], "", counts: false, cancellation);
        for (int model = 0, there = last; model <= last; there = model++)
            if (model != there) await ComeAsync(plant, model, [there], "replace", counts, cancellation);
    }

    /// <summary>All measured values so far, as parameters of the simulator.</summary>
    public ImmutableArray<SkillProfile> Profiles => [.. Enumerable.Range(0, bench.Folder.Skills.Length).Select(model =>
    {
        double service = Median("inference", model);
        return bench.ProfileOf(model, Median("load", model), Median("replace", model), Median("unload", model), service,
            Math.Max(0, Median("first use", model) - service));
    })];

    private async Task ComeAsync(DrivenPlant plant, int model, ImmutableArray<int> leaving, string mechanism, bool counts,
        CancellationToken cancellation)
    {
        var came = await plant.MissAsync(model, leaving, RequestTo(model), cancellation);
        if (!counts || came is not var (load, answer)) return;
        Add(mechanism, model, load.Seconds);
        Add("first use", model, answer.Seconds);
    }

    internal static PoolRequest RequestTo(int model) => new("", "go") { Model = model, Expected = "" };

    private void Add(string mechanism, int model, double seconds)
    {
        if (!_seconds.TryGetValue((mechanism, model), out var list)) _seconds[(mechanism, model)] = list = [];
        list.Add(seconds);
    }

    /// <summary>Returns a median; the largest model is not replaced by itself, so its load is used for its replacement.</summary>
    private double Median(string mechanism, int model) =>
        _seconds.TryGetValue((mechanism, model), out var list) ? Sample.Median([.. list])
        : mechanism == "replace" ? Median("load", model) : double.NaN;
}
