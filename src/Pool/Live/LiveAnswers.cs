using System.Text;
using Teleo.Engine;
using Teleo.Engine.Generation;
using Teleo.Engine.Pool;
using Teleo.Engine.Sampling;

namespace Teleo.Pool.Live;

/// <summary>Puts one request to one runtime, by the contract of its skill, and judges what comes back.</summary>
internal static class LiveAnswers
{
    /// <summary>Returns the reason against asking this skill at all; null when there is none.</summary>
    public static string? Problem(LiveSkill skill, LiveRequest request)
    {
        int bytes = Encoding.UTF8.GetByteCount(request.Input), most = skill.Contract.Input.MaxBytes;
        if (bytes > most) return $"the input has {bytes} bytes, {skill.Name} takes {most}";
        return bytes == 0 ? "the input is empty" : null;
    }

    public static async Task<LiveResponse> AskAsync(RuntimePool pool, RuntimeHandle handle, LiveSkill skill, LiveRequest request, CancellationToken cancellation)
    {
        try
        {
            using var lease = await pool.AcquireAsync(handle, cancellation);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Stopped);
            return await AskAsync(lease, skill, request, stop.Token);
        }
        catch (OperationCanceledException)
        {
            return new LiveResponse(LiveStatus.Cancelled);
        }
        catch (Exception problem) when (problem is PoolException or EngineException)
        {
            return new LiveResponse(LiveStatus.Failed) { Why = problem.Message };
        }
    }

    public static async Task<LiveResponse> AskAsync(RuntimeLease lease, LiveSkill skill, LiveRequest request, CancellationToken cancellation)
    {
        var rules = skill.Contract.Determinism;
        var prompt = new List<int>();
        lease.Tokenizer.Encode(Encoding.UTF8.GetBytes(request.Input + rules.PromptSuffix), addSpecial: true, parseSpecial: false, prompt);
        var answer = lease.NewAnswer(new GenerationOptions
        {
            MaxTokens = request.MaxTokens > 0 ? Math.Min(request.MaxTokens, rules.MaxTokens) : rules.MaxTokens,
            Sampling = new SamplingOptions { Temperature = (float)rules.Temperature },
        });
        await answer.WholeAsync([.. prompt], cancellation);
        if (answer.Stop == StopReason.Cancelled) return new LiveResponse(LiveStatus.Cancelled);
        double uncertainty = Uncertainty(answer, lease.Tokenizer.VocabularySize);
        return new LiveResponse(LiveStatus.Answered, answer.Text)
        {
            PromptTokens = answer.PromptTokens,
            AnswerTokens = answer.Choices.Count,
            FirstOutput = answer.PrefillTime.TotalSeconds,
            DecodeSeconds = answer.DecodeTime.TotalSeconds,
            Uncertainty = uncertainty,
            IsKnown = request.Expected is not null,
            Correct = request.Expected is { } right ? answer.Text == right ? 1 : 0 : 1 - uncertainty,
        };
    }

    private static double Uncertainty(Answer answer, int vocabulary)
    {
        if (answer.Choices.Count == 0) return 1;
        double sum = 0;
        foreach (var choice in answer.Choices) sum += choice.Entropy;
        return Math.Clamp(sum / answer.Choices.Count / Math.Log(vocabulary), 0, 1);
    }
}
