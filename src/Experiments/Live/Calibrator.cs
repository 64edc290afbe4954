using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Live;

/// <summary>
/// Measures loads, switches, unloads and services of each skill through the live plant that is simulated, and under its conditions: a load
/// for a waiting request, an answer while other skills come and go. Skills take turns or are drawn at random, so that a disturbance affects
/// all alike. Loads from disk come last, because a file that is read again uses smaller pages, which would affect later loads.
/// </summary>
internal sealed class Calibrator(SkillFolder folder, TimeProvider clock)
{
    /// <summary>Rounds in which code is compiled and files are read first; they do not count.</summary>
    private const int WarmUpRounds = 8;

    private const int MixedQuestions = 64;

    /// <summary>Mean requests per skill below which one might never be loaded, or never be requested while loaded.</summary>
    private const int LeastRequests = 32;

    private readonly List<MeasuredLoad>[] _loads = [.. folder.Skills.Select(_ => new List<MeasuredLoad>())];
    private readonly List<double>[] _unloads = [.. folder.Skills.Select(_ => new List<double>())];
    private readonly List<PoolAnswer>[] _answers = [.. folder.Skills.Select(_ => new List<PoolAnswer>())];
    private readonly ResourceVector[] _footprints = [.. folder.Skills.Select(skill => skill.Expected.Footprint)];
    private Action _worked = () => { };

    /// <summary>The way in which a skill is loaded.</summary>
    private enum Kind
    {
        Alone,
        Checked,
        InMixedUse,
    }

    /// <param name="rounds">Loads of each skill that count: a third each warm, with a look at the newcomer, and from the disk.</param>
    /// <param name="requests">Requests to each skill, on average, for each of its loads.</param>
    public async Task<ImmutableArray<SkillCalibration>> MeasureAsync(int rounds, int requests,
        Action<int, int> progress, CancellationToken cancellation)
    {
        int skills = folder.Skills.Length, done = 0, uses = Math.Max(LeastRequests, rounds * requests) * skills,
            all = (WarmUpRounds + rounds) * skills + uses;
        _worked = () => progress(++done, all);
        await MixedUseAsync(uses, cancellation);
        await LoadsAsync(rounds, cancellation);
        return [.. Enumerable.Range(0, skills).Select(Of)];
    }

    private async Task LoadsAsync(int rounds, CancellationToken cancellation)
    {
        // The largest skill just fits, so that whichever replaces it comes when it has gone, as in a pool that is full.
        var settings = Settings(folder.Skills.Max(skill => skill.Artifact.SizeBytes));
        var engine = EngineFor(settings);
        await using var plant = new DrivenPlant(folder, settings, engine, clock, cancellation);
        var questions = folder.Skills.Select(skill => ReplacementCheck.HeldOut(skill, WarmUpRounds + rounds).ToList()).ToList();
        int warm = rounds - rounds / 3;
        for (int round = -WarmUpRounds; round < rounds; round++)
        {
            PoolRequest[] asked = [.. questions.Select(own => own[round + WarmUpRounds])];
            bool isChecked = folder.Skills.Length > 1 && round < warm && (round & 1) != 0;
            if (isChecked) await ReplacementsAsync(plant, engine, asked, questions[^1][0], round >= 0, cancellation);
            else await LoadsAloneAsync(plant, engine, asked, isFromDisk: round >= warm, round >= 0, cancellation);
        }
    }

    /// <summary>Loads each skill in place of the one before it, each checked before it answers.</summary>
    private async Task ReplacementsAsync(DrivenPlant plant, EngineWork engine, PoolRequest[] asked, PoolRequest first, bool counts,
        CancellationToken cancellation)
    {
        int resident = folder.Skills.Length - 1;
        if (await plant.MissAsync(resident, [], first, cancellation) is null) resident = -1;
        for (int skill = 0; skill < folder.Skills.Length; skill++)
        {
            engine.CheckAgain(skill);
            await LoadAsync(plant, engine, Kind.Checked, skill, resident < 0 ? [] : [resident], asked[skill], counts, cancellation);
            resident = plant.IsResident(skill) ? skill : -1;
            _worked();
        }

        if (resident >= 0) await plant.UnloadAsync(resident, cancellation);
    }

    /// <summary>Loads and unloads one skill after the other.</summary>
    private async Task LoadsAloneAsync(DrivenPlant plant, EngineWork engine, PoolRequest[] asked, bool isFromDisk, bool counts,
        CancellationToken cancellation)
    {
        for (int skill = 0; skill < folder.Skills.Length; skill++)
        {
            if (isFromDisk) PageCacheControl.Forget(folder.Skills[skill].Path);
            await LoadAsync(plant, engine, Kind.Alone, skill, [], asked[skill], counts, cancellation);
            double? unload = plant.IsResident(skill) ? await plant.UnloadAsync(skill, cancellation) : null;
            if (unload is { } seconds && counts && !isFromDisk) _unloads[skill].Add(seconds);
            _worked();
        }
    }

    private async Task LoadAsync(DrivenPlant plant, EngineWork engine, Kind kind, int skill, ImmutableArray<int> victims,
        PoolRequest question, bool counts, CancellationToken cancellation)
    {
        if (await plant.MissAsync(skill, victims, question, cancellation) is var (load, answer) && counts)
            _loads[skill].Add(new(kind, load.Seconds, load.IsSwitch, WasCold(skill, engine), answer));
        _footprints[skill] = plant.Plant.Work.FootprintOf(skill);
    }

    /// <summary>Runs a pool of half the skills with requests for random skills; an absent skill replaces others.</summary>
    private async Task MixedUseAsync(int requests, CancellationToken cancellation)
    {
        long room = Math.Max(folder.Skills.Max(skill => skill.Artifact.SizeBytes),
            folder.Skills.Sum(skill => skill.Artifact.SizeBytes) / 2);
        var settings = Settings(room);
        await using var plant = new DrivenPlant(folder, settings, EngineFor(settings), clock, cancellation);
        var questions = folder.Skills.Select(skill => ReplacementCheck.HeldOut(skill, MixedQuestions).ToList()).ToList();
        var chance = new SeedTree(0).Stream("calibration");
        var resident = new List<int>();
        for (int request = -requests / 4; request < requests; request++)
        {
            int skill = chance.NextInt(folder.Skills.Length);
            var question = questions[skill][chance.NextInt(MixedQuestions)];
            if (resident.Contains(skill))
            {
                if (await plant.AskAsync(skill, question, cancellation) is { Status: RequestStatus.Answered } answer && request >= 0)
                    _answers[skill].Add(answer);
            }
            else
            {
                var victims = Victims(skill, resident, plant, ref chance);
                if (await plant.MissAsync(skill, victims, question, cancellation) is var (load, first) && request >= 0)
                    _loads[skill].Add(new(Kind.InMixedUse, load.Seconds, load.IsSwitch, false, first));
                resident = [.. resident.Append(skill).Where(plant.IsResident)];
            }

            if (request >= 0) _worked();
        }
    }

    /// <summary>Returns random victims until the skill fits.</summary>
    private ImmutableArray<int> Victims(int loaded, List<int> resident, DrivenPlant plant, ref RandomStream chance)
    {
        long lacking = plant.Plant.Work.FootprintOf(loaded).ResidentBytes - plant.Plant.Core.State.Memory.Free.ResidentBytes;
        var victims = ImmutableArray.CreateBuilder<int>();
        while (lacking > 0 && victims.Count < resident.Count)
        {
            int skill = resident[chance.NextInt(resident.Count)];
            if (victims.Contains(skill)) continue;
            victims.Add(skill);
            lacking -= plant.Plant.Work.FootprintOf(skill).ResidentBytes;
        }

        return victims.ToImmutable();
    }

    private static PlantSettings Settings(long bytes) => new() { Capacity = PlantSettings.UnlimitedBut(bytes), Workers = 1, Loaders = 1 };

    private EngineWork EngineFor(PlantSettings settings) => new(folder.Skills, settings, clock, ReplacementCheck.For(folder));

    /// <summary>Returns true where the last load of a skill had to read from the disk.</summary>
    private bool WasCold(int skill, EngineWork engine) => engine.Pool.Snapshot().Runtimes
        .FirstOrDefault(runtime => runtime.Skill == folder.Skills[skill].Name) is { CachedShare: < 1 };

    private SkillCalibration Of(int skill)
    {
        var loads = _loads[skill];
        // a skill that is the only one never makes way
        var firstUses = loads.Exists(load => load.Kind == Kind.InMixedUse) ? Kind.InMixedUse : Kind.Alone;
        var prefill = Measured.Of([.. _answers[skill].Select(answer => answer.FirstOutput / answer.PromptTokens)]);
        var decode = Measured.Of([.. _answers[skill].Select(answer => answer.DecodeSeconds / answer.AnswerTokens)]);
        var request = Measured.Of([.. _answers[skill].Select(answer => answer.Seconds - answer.FirstOutput - answer.DecodeSeconds)]);
        var switches =
            Measured.Of([.. loads.Where(load => load is { Kind: Kind.InMixedUse, IsSwitch: true }).Select(load => load.Seconds)]);
        return new SkillCalibration
        {
            Name = folder.Skills[skill].Name.ToString(),
            ResidentBytes = _footprints[skill].ResidentBytes,
            ScratchBytes = _footprints[skill].ScratchBytes,
            WarmLoad =
                Measured.Of([.. loads.Where(load => load is { Kind: Kind.Alone, WasCold: false }).Select(load => load.Seconds)]),
            ColdLoad =
                Measured.Of([.. loads.Where(load => load is { Kind: Kind.Alone, WasCold: true }).Select(load => load.Seconds)]),
            Switch = switches,
            Look = switches is null
                ? null
                : Measured.Of([.. loads.Where(load => load is { Kind: Kind.Checked, IsSwitch: true, WasCold: false })
                    .Select(load => load.Seconds - switches.Median)]),
            Unload = Measured.Of(_unloads[skill]),
            Prefill = prefill,
            Decode = decode,
            Request = request,
            FirstUse = request is null
                ? null
                : Measured.Of(
                    [.. loads.Where(load => load.Kind == firstUses).Select(load => load.Answer.Seconds - Usual(load.Answer))]),
            Quality = folder.Skills[skill].Quality,
        };

        double Usual(PoolAnswer answer) => request!.Median + answer.PromptTokens * prefill!.Median + answer.AnswerTokens * decode!.Median;
    }

    /// <summary>One load and the answer that it was made for.</summary>
    private sealed record MeasuredLoad(Kind Kind, double Seconds, bool IsSwitch, bool WasCold, PoolAnswer Answer);
}
