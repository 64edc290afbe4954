using System.Text;
using Teleo.Engine;
using Teleo.Engine.Generation;
using Teleo.Engine.Pool;
using Teleo.Engine.Sampling;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>Sends one request to one runtime, by the contract of its skill, and judges the answer.</summary>
internal static class LiveAnswers
{
    /// <summary>The type of an input that is no text.</summary>
    public const string BytesType = "bytes";

    /// <summary>Returns a request with complete prompt and settings; missing ones come from the contract of its skill.</summary>
    public static PoolRequest Completed(LiveSkill skill, PoolRequest request) => request.Prompt is not null ? request : request with
    {
        Input = request.Input + skill.Contract.Determinism.PromptSuffix,
        Prompt = new PromptSettings { Generation = ByContract(request, skill) },
    };

    /// <summary>Returns an answer with its correctness: compared with the known answer, or the model's own certainty.</summary>
    public static PoolAnswer Judged(PoolAnswer answer, PoolRequest request)
    {
        if (answer.Status != RequestStatus.Answered) return answer;
        return request.Expected is { } right
            ? answer with { IsKnown = true, Correct = answer.Text == right ? 1 : 0 }
            : answer with { IsKnown = false, Correct = 1 - answer.Uncertainty };
    }

    /// <summary>Answers a completed request by a runtime of a pool. It throws nothing: failure and cancellation are answers.</summary>
    /// <param name="model">Index of the skill, for the receiver of the text.</param>
    public static async Task<PoolAnswer> ServeAsync(RuntimePool pool, RuntimeHandle handle, int model,
        PoolRequest request, CancellationToken cancellation)
    {
        try
        {
            using var lease = pool.Acquire(handle);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Stopped);
            return await AskAsync(lease, model, request, stop.Token);
        }
        catch (OperationCanceledException)
        {
            return new PoolAnswer(RequestStatus.Cancelled);
        }
        catch (EngineException problem) when (problem.Code is EngineErrorCode.ContextExceeded or EngineErrorCode.InvalidLength)
        {
            return PoolAnswer.Refused(problem.Message, RefusalKind.Input);
        }
        catch (Exception problem) when (problem is PoolException or EngineException)
        {
            return new PoolAnswer(RequestStatus.Failed) { Why = problem.Message };
        }
    }

    /// <summary>Answers a completed request within a lease.</summary>
    /// <param name="model">Index of the skill, for the receiver of the text.</param>
    public static async Task<PoolAnswer> AskAsync(RuntimeLease lease, int model, PoolRequest request, CancellationToken cancellation)
    {
        var settings = request.Prompt!;
        var prompt = new List<int>();
        lease.Tokenizer.Encode(Encoding.UTF8.GetBytes(request.Input), settings.AddsFirst, settings.ParsesSpecial, prompt);
        var answer = lease.NewAnswer(settings.Generation);
        await foreach (string text in answer.StreamAsync([.. prompt], cancellation)) request.Sink?.Output(model, text);
        if (answer.Stop == StopReason.Cancelled) return new PoolAnswer(RequestStatus.Cancelled);
        return new PoolAnswer(RequestStatus.Answered, answer.Text)
        {
            PromptTokens = answer.PromptTokens,
            AnswerTokens = answer.Choices.Count,
            IsCut = answer.Stop == StopReason.Length,
            FirstOutput = answer.PrefillTime.TotalSeconds,
            DecodeSeconds = answer.DecodeTime.TotalSeconds,
            Uncertainty = Uncertainty(answer, lease.Tokenizer.VocabularySize),
        };
    }

    private static GenerationOptions ByContract(PoolRequest request, LiveSkill skill)
    {
        var rules = skill.Contract.Determinism;
        return new GenerationOptions
        {
            MaxTokens = request.MaxTokens > 0 ? Math.Min(request.MaxTokens, rules.MaxTokens) : rules.MaxTokens,
            Sampling = new SamplingOptions { Temperature = (float)rules.Temperature },
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
