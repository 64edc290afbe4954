using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Live;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Work;
using Teleo.Pool.Workers;

namespace Teleo.Server.Serving;

/// <summary>The runtime of a server's models, with the expected times of each model before measurements.</summary>
internal sealed record ServedRuntime(IPoolWork Work, ImmutableArray<SkillProfile> Profiles)
{
    /// <summary>The reason why the memory of workers is not bounded; null where it is, or there are none.</summary>
    public string? Unbounded { get; init; }

    /// <summary>Our engine over the models of a folder: in this process, or in one worker per model.</summary>
    public static async Task<ServedRuntime> OpenAsync(ServeOptions options, SkillFolder folder, PlantSettings settings, TimeProvider time)
    {
        var check = ReplacementCheck.For(folder);
        ImmutableArray<SkillProfile> profiles = [.. folder.Skills.Select(skill => skill.Expected)];
        if (options.Worker.IsEmpty) return new ServedRuntime(new EngineWork(folder.Skills, settings, time, check), profiles);
        _ = MemoryGroups.TryFind(LocalDisk.Instance, "/", out var groups, out string why);
        var workers = new WorkerWork(folder.Skills, settings, new WorkerLauncher(options.Worker, groups).Start, check, time);
        try
        {
            double start = await workers.TryOutAsync();
            return new ServedRuntime(workers, [.. profiles.Select(profile => Later(profile, start))])
            {
                Unbounded = groups is null ? why : null,
            };
        }
        catch (PoolWorkException problem)
        {
            workers.Dispose();
            throw new InputException("NoWorker", problem.Message);
        }
    }

    /// <summary>A load that a process has to be started for.</summary>
    private static SkillProfile Later(SkillProfile profile, double seconds) => profile with
    {
        ColdLoadSeconds = profile.ColdLoadSeconds + seconds,
        WarmLoadSeconds = profile.WarmLoadSeconds + seconds,
    };
}
