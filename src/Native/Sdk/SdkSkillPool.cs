using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Native.Interop;
using Teleo.Native.Pools;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;
using Teleo.Vision.Members;

namespace Teleo.Native.Sdk;

/// <summary>The skills of a pool behind a handle, each checked. One pipeline at a time runs them as a pool.</summary>
/// <param name="members">By index of the skill, null for language models; empty where this build has no others.</param>
internal sealed class SdkSkillPool(SkillFolder folder, ImmutableArray<VisionMember?> members, TimeProvider clock) : SdkModel
{
    private int _isRunning;

    public override SdkPipeline NewPipeline(string id, SdkPipelineKind kind, SdkConfig config)
    {
        if (kind != SdkPipelineKind.SkillPool)
            throw SdkException.Unsupported($"the skills of a pool have no pipeline of kind {(int)kind}, only SDK_PIPELINE_SKILL_POOL");
        var options = OptionsOf(config);
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
            throw new SdkException(SdkErr.Busy, "these skills run as a pool already: destroy that pipeline first, or load them again");
        try
        {
            return new PoolPipeline(this, new HostedPool(folder, options, RuntimeFor, clock));
        }
        catch (InputException problem)
        {
            _isRunning = 0;
            throw SdkException.Invalid(problem.Message);
        }
        catch
        {
            _isRunning = 0;
            throw;
        }
    }

    /// <summary>Lets another pipeline run the skills.</summary>
    public override void EndPipeline()
    {
        _isRunning = 0;
        base.EndPipeline();
    }

    protected override void Free() => folder.Dispose();

    private IPoolWork RuntimeFor(PlantSettings settings)
    {
        var language = new EngineWork(folder.Skills, settings, clock, AnswersAsync);
        if (!BuildParts.Vision || members.All(member => member is null)) return language;
        var vision = new VisionWork(members, clock);
        return new JoinedWork([.. members.Select(member => member is null ? (IPoolWork)language : vision)]);
    }

    /// <summary>Checks that a new model answers before it replaces another.</summary>
    private async ValueTask<string?> AnswersAsync(int skill, Func<PoolRequest, Task<PoolAnswer>> ask)
    {
        var answer = await ask(new PoolRequest(folder.Skills[skill].Contract.Tasks[0], "a") { MaxTokens = 1 });
        return answer.Status == RequestStatus.Failed ? answer.Why : null;
    }

    private static HostedPoolOptions OptionsOf(SdkConfig config)
    {
        var usual = new HostedPoolOptions();
        var options = new HostedPoolOptions
        {
            Memory = config.Text("memory") ?? usual.Memory,
            Policy = config.Text("policy") ?? usual.Policy,
            Seed = config.Seed("seed", usual.Seed),
            Workers = config.Integer("workers", usual.Workers),
            QueueLimit = config.Integer("queue_limit", usual.QueueLimit),
            TimeoutSeconds = config.Real("timeout_s", usual.TimeoutSeconds),
            LimitSeconds = config.Real("limit_s", usual.LimitSeconds),
            DecisionBytes = config.Integer("decision_bytes", usual.DecisionBytes),
        };
        config.End(options.Problems());
        return options;
    }
}
