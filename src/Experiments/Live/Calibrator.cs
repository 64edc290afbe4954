using System.Collections.Immutable;
using Teleo.Controller.Resources;
using Teleo.Experiments.Plants;

namespace Teleo.Experiments.Live;

/// <summary>
/// Measures loads, switches, unloads and services of each skill through the very plant whose simulation is to be told about them, and in the way they come there: a load for a
/// request that waits, an answer while others were asked in between. All skills in turns, so that a disturbance of the machine falls on all alike.
/// </summary>
internal sealed class Calibrator(LiveShelf shelf, TimeProvider clock)
{
    /// <summary>Rounds in which code is compiled and files come to be known; they do not count.</summary>
    private const int WarmUpRounds = 8;

    /// <summary>How many skills are asked in turns: as many as a small pool holds.</summary>
    private const int AskedInTurns = 8;

    private readonly List<Coming>[] _comings = [.. shelf.Skills.Select(_ => new List<Coming>())];
    private readonly List<double>[] _unloads = [.. shelf.Skills.Select(_ => new List<double>())];
    private readonly List<LiveResponse>[] _answers = [.. shelf.Skills.Select(_ => new List<LiveResponse>())];
    private readonly ResourceVector[] _footprints = [.. shelf.Skills.Select(skill => skill.Expected.Footprint)];
    private Action _worked = () => { };

    /// <summary>How a skill comes in a round of loads.</summary>
    private enum Kind
    {
        Warm,
        Switch,
        Cold,
        LookedAt,
    }

    /// <param name="rounds">Loads of each skill that count, a quarter of each kind.</param>
    /// <param name="requests">Requests to each skill for each of its loads.</param>
    public async Task<ImmutableArray<SkillCalibration>> MeasureAsync(int rounds, int requests, Action<int, int> progress, CancellationToken cancellation)
    {
        int skills = shelf.Skills.Length, done = 0, all = (WarmUpRounds + rounds) * skills + rounds * requests * skills;
        _worked = () => progress(++done, all);
        await LoadsAsync(rounds, cancellation);
        for (int first = 0; first < skills; first += AskedInTurns) await AnswersAsync([.. Enumerable.Range(first, Math.Min(AskedInTurns, skills - first))], rounds * requests, cancellation);
        return [.. Enumerable.Range(0, skills).Select(Of)];
    }

    private async Task LoadsAsync(int rounds, CancellationToken cancellation)
    {
        // The largest skill just fits, so that who replaces it comes when it has gone, as in a pool that is full.
        await using var plant = new DrivenPlant(shelf, Settings(shelf.Skills.Max(skill => skill.Artifact.SizeBytes)), clock, cancellation);
        var questions = shelf.Skills.Select(skill => LiveLook.HeldOut(skill, WarmUpRounds + rounds).ToList()).ToList();
        for (int round = -WarmUpRounds; round < rounds; round++)
        {
            var kind = (Kind)(round & 3);
            bool switches = kind is Kind.Switch or Kind.LookedAt && shelf.Skills.Length > 1;
            int there = switches && await plant.MissAsync(shelf.Skills.Length - 1, -1, questions[^1][0], cancellation) is not null ? shelf.Skills.Length - 1 : -1;
            for (int skill = 0; skill < shelf.Skills.Length; skill++)
            {
                if (kind == Kind.Cold) PageCacheControl.Forget(shelf.Skills[skill].Path);
                if (kind == Kind.LookedAt) plant.Plant.Work.LookAgain(skill);
                long cold = ColdLoads(skill, plant);
                var came = await plant.MissAsync(skill, there, questions[skill][round + WarmUpRounds], cancellation);
                if (came is var (load, answer) && round >= 0) _comings[skill].Add(new(kind, load.Seconds, load.IsSwitch, ColdLoads(skill, plant) > cold, answer));
                _footprints[skill] = plant.Plant.Work.FootprintOf(skill);
                if (switches) there = plant.IsResident(skill) ? skill : -1;
                else if (plant.IsResident(skill) && await plant.UnloadAsync(skill, cancellation) is { } unload && round >= 0) _unloads[skill].Add(unload);
                _worked();
            }

            if (there >= 0) await plant.UnloadAsync(there, cancellation);
        }
    }

    private async Task AnswersAsync(int[] skills, int requests, CancellationToken cancellation)
    {
        await using var plant = new DrivenPlant(shelf, Settings(long.MaxValue / 4), clock, cancellation);
        var questions = skills.Select(skill => LiveLook.HeldOut(shelf.Skills[skill], requests).ToList()).ToList();
        for (int i = 0; i < skills.Length; i++) await plant.MissAsync(skills[i], -1, questions[i][0], cancellation);
        for (int request = 0; request < requests; request++)
        {
            for (int i = 0; i < skills.Length; i++)
            {
                if (plant.IsResident(skills[i]) && await plant.AskAsync(skills[i], questions[i][request], cancellation) is { Status: LiveStatus.Answered } answer) _answers[skills[i]].Add(answer);
                _worked();
            }
        }
    }

    private static PlantSettings Settings(long bytes) => new() { Capacity = PlantSettings.UnlimitedBut(bytes), Workers = 1, Loaders = 1 };

    private long ColdLoads(int skill, DrivenPlant plant) =>
        plant.Plant.Pool.Snapshot().Figures.TryGetValue(shelf.Skills[skill].Name, out var figures) ? figures.ColdLoadSeconds.Count : 0;

    private SkillCalibration Of(int skill)
    {
        var comings = _comings[skill];
        var prefill = Measured.Of([.. _answers[skill].Select(answer => answer.FirstOutput / answer.PromptTokens)]);
        var decode = Measured.Of([.. _answers[skill].Select(answer => answer.DecodeSeconds / answer.AnswerTokens)]);
        var request = Measured.Of([.. _answers[skill].Select(answer => answer.Seconds - answer.FirstOutput - answer.DecodeSeconds)]);
        var switches = Measured.Of([.. comings.Where(coming => coming is { Kind: Kind.Switch, IsSwitch: true, WasCold: false }).Select(coming => coming.Seconds)]);
        return new SkillCalibration
        {
            Name = shelf.Skills[skill].Name.ToString(),
            ResidentBytes = _footprints[skill].ResidentBytes,
            ScratchBytes = _footprints[skill].ScratchBytes,
            WarmLoad = Measured.Of([.. comings.Where(coming => coming is { IsSwitch: false, WasCold: false }).Select(coming => coming.Seconds)]),
            ColdLoad = Measured.Of([.. comings.Where(coming => coming is { IsSwitch: false, WasCold: true }).Select(coming => coming.Seconds)]),
            Switch = switches,
            Look = switches is null ? null : Measured.Of([.. comings.Where(coming => coming is { Kind: Kind.LookedAt, IsSwitch: true, WasCold: false }).Select(coming => coming.Seconds - switches.Median)]),
            Unload = Measured.Of(_unloads[skill]),
            Prefill = prefill,
            Decode = decode,
            Request = request,
            FirstUse = request is null ? null : Measured.Of([.. comings.Where(coming => coming.Kind != Kind.LookedAt).Select(coming => coming.Answer.Seconds - Usual(coming.Answer))]),
            Quality = shelf.Skills[skill].Quality,
        };

        double Usual(LiveResponse answer) => request!.Median + answer.PromptTokens * prefill!.Median + answer.AnswerTokens * decode!.Median;
    }

    /// <summary>One load and the answer that it came for.</summary>
    private sealed record Coming(Kind Kind, double Seconds, bool IsSwitch, bool WasCold, LiveResponse Answer);
}
