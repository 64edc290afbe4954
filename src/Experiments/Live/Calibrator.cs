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

    private readonly List<Coming>[] _comings = [.. folder.Skills.Select(_ => new List<Coming>())];
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

    /// <param name="rounds">
    /// Counted loads of each skill: a third warm, a third with a check of the new skill, a third cold from disk.
    /// </param>
    /// <param name="requests">Requests to each skill, on average, for each of its loads.</param>
    public async Task<ImmutableArray<SkillCalibration>> MeasureAsync(int rounds, int requests,
        Action<int, int> progress, CancellationToken cancellation)
    {
        int skills = folder.Skills.Length, done = 0, life = Math.Max(LeastRequests, rounds * requests) * skills,
            all = (WarmUpRounds + rounds) * skills + life;
        _worked = () => progress(++done, all);
        await MixedUseAsync(life, cancellation);
        await LoadsAsync(rounds, cancellation);
        return [.. Enumerable.Range(0, skills).Select(Of)];
    }

    private async Task LoadsAsync(int rounds, CancellationToken cancellation)
    {
        // The largest skill just fits, so that who replaces it comes when it has gone, as in a pool that is full.
        var settings = Settings(folder.Skills.Max(skill => skill.Artifact.SizeBytes));
        var engine = EngineFor(settings);
        await using var plant = new DrivenPlant(folder, settings, engine, clock, cancellation);
        var questions = folder.Skills.Select(skill => ReplacementCheck.HeldOut(skill, WarmUpRounds + rounds).ToList()).ToList();
        int warm = rounds - rounds / 3;
        for (int round = -WarmUpRounds; round < rounds; round++)
        {
            bool looks = folder.Skills.Length > 1 && round < warm && (round & 1) != 0;
            int there = looks && await plant.MissAsync(folder.Skills.Length - 1, [], questions[^1][0], cancellation) is not null
                ? folder.Skills.Length - 1
                : -1;
            for (int skill = 0; skill < folder.Skills.Length; skill++)
            {
                if (round >= warm) PageCacheControl.Forget(folder.Skills[skill].Path);
                if (looks) engine.CheckAgain(skill);
                var came = await plant.MissAsync(skill, there < 0 ? [] : [there], questions[skill][round + WarmUpRounds], cancellation);
                if (came is var (load, answer) && round >= 0)
                    _comings[skill].Add(new(looks ? Kind.Checked : Kind.Alone, load.Seconds, load.IsSwitch,
                        WasCold(skill, engine), answer));
                _footprints[skill] = plant.Plant.Work.FootprintOf(skill);
                if (looks) there = plant.IsResident(skill) ? skill : -1;
                else if (plant.IsResident(skill) && await plant.UnloadAsync(skill, cancellation) is { } unload
                    && round is >= 0 && round < warm) _unloads[skill].Add(unload);
                _worked();
            }

            if (there >= 0) await plant.UnloadAsync(there, cancellation);
        }
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
        var there = new List<int>();
        for (int request = -requests / 4; request < requests; request++)
        {
            int skill = chance.NextInt(folder.Skills.Length);
            var question = questions[skill][chance.NextInt(MixedQuestions)];
            if (there.Contains(skill))
            {
                if (await plant.AskAsync(skill, question, cancellation) is { Status: RequestStatus.Answered } answer && request >= 0)
                    _answers[skill].Add(answer);
            }
            else
            {
                var leaving = Leaving(skill, there, plant, ref chance);
                if (await plant.MissAsync(skill, leaving, question, cancellation) is var (load, first) && request >= 0)
                    _comings[skill].Add(new(Kind.InMixedUse, load.Seconds, load.IsSwitch, false, first));
                there = [.. there.Append(skill).Where(plant.IsResident)];
            }

            if (request >= 0) _worked();
        }
    }

    /// <summary>Returns random victims until the skill fits.</summary>
    private ImmutableArray<int> Leaving(int coming, List<int> there, DrivenPlant plant, ref RandomStream chance)
    {
        long lacking = plant.Plant.Work.FootprintOf(coming).ResidentBytes - plant.Plant.Core.State.Memory.Free.ResidentBytes;
        var leaving = ImmutableArray.CreateBuilder<int>();
        while (lacking > 0 && leaving.Count < there.Count)
        {
            int skill = there[chance.NextInt(there.Count)];
            if (leaving.Contains(skill)) continue;
            leaving.Add(skill);
            lacking -= plant.Plant.Work.FootprintOf(skill).ResidentBytes;
        }

        return leaving.ToImmutable();
    }

    private static PlantSettings Settings(long bytes) => new() { Capacity = PlantSettings.UnlimitedBut(bytes), Workers = 1, Loaders = 1 };

    private EngineWork EngineFor(PlantSettings settings) => new(folder.Skills, settings, clock, ReplacementCheck.For(folder));

    /// <summary>Returns true where the last load of a skill had to read from the disk.</summary>
    private bool WasCold(int skill, EngineWork engine) => engine.Pool.Snapshot().Runtimes
        .FirstOrDefault(runtime => runtime.Skill == folder.Skills[skill].Name) is { CachedShare: < 1 };

    private SkillCalibration Of(int skill)
    {
        var comings = _comings[skill];
        // a skill that is the only one never makes way
        var firstUses = comings.Exists(coming => coming.Kind == Kind.InMixedUse) ? Kind.InMixedUse : Kind.Alone;
        var prefill = Measured.Of([.. _answers[skill].Select(answer => answer.FirstOutput / answer.PromptTokens)]);
        var decode = Measured.Of([.. _answers[skill].Select(answer => answer.DecodeSeconds / answer.AnswerTokens)]);
        var request = Measured.Of([.. _answers[skill].Select(answer => answer.Seconds - answer.FirstOutput - answer.DecodeSeconds)]);
        var switches =
            Measured.Of([.. comings.Where(coming => coming is { Kind: Kind.InMixedUse, IsSwitch: true }).Select(coming => coming.Seconds)]);
        return new SkillCalibration
        {
            Name = folder.Skills[skill].Name.ToString(),
            ResidentBytes = _footprints[skill].ResidentBytes,
            ScratchBytes = _footprints[skill].ScratchBytes,
            WarmLoad =
                Measured.Of([.. comings.Where(coming => coming is { Kind: Kind.Alone, WasCold: false }).Select(coming => coming.Seconds)]),
            ColdLoad =
                Measured.Of([.. comings.Where(coming => coming is { Kind: Kind.Alone, WasCold: true }).Select(coming => coming.Seconds)]),
            Switch = switches,
            Look = switches is null
                ? null
                : Measured.Of([.. comings.Where(coming => coming is { Kind: Kind.Checked, IsSwitch: true, WasCold: false })
                    .Select(coming => coming.Seconds - switches.Median)]),
            Unload = Measured.Of(_unloads[skill]),
            Prefill = prefill,
            Decode = decode,
            Request = request,
            FirstUse = request is null
                ? null
                : Measured.Of(
                    [.. comings.Where(coming => coming.Kind == firstUses).Select(coming => coming.Answer.Seconds - Usual(coming.Answer))]),
            Quality = folder.Skills[skill].Quality,
        };

        double Usual(PoolAnswer answer) => request!.Median + answer.PromptTokens * prefill!.Median + answer.AnswerTokens * decode!.Median;
    }

    /// <summary>One load and the answer that it was made for.</summary>
    private sealed record Coming(Kind Kind, double Seconds, bool IsSwitch, bool WasCold, PoolAnswer Answer);
}
