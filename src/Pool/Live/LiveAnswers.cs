using System.Text;
using Teleo.Engine.Generation;
using Teleo.Engine.Pool;
using Teleo.Engine.Sampling;
using Teleo.Engine.Tokenizers;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>Puts one request to one runtime, by the contract of its skill, and judges what comes back.</summary>
internal static class LiveAnswers
{
    /// <summary>The type of an input that is no text.</summary>
    public const string BytesType = "bytes";

    /// <summary>Returns the reason against asking this skill at all; null when there is none.</summary>
    public static string? Problem(LiveSkill skill, PoolRequest request)
    {
        var takes = skill.Contract.Input;
        bool isData = takes.Type == BytesType;
        if (isData != !request.Data.IsEmpty)
            return isData ? $"{skill.Name} takes an image or a tensor; the request has none"
                : $"{skill.Name} takes text, no images or tensors";
        if (!isData && request.Input.Length == 0) return "the input is empty";
        if (request.Prompt is not null) return isData ? $"{skill.Name} takes no prompt" : null;
        int bytes = isData ? request.Data.Length : Encoding.UTF8.GetByteCount(request.Input), most = takes.MaxBytes;
        return bytes > most ? $"the input has {bytes} bytes, {skill.Name} takes {most}" : null;
    }

    /// <summary>Returns the first effect of a skill's contract that a request's scope does not hold; null where there is none.</summary>
    public static string? EffectBeyond(LiveSkill skill, PoolRequest request) =>
        skill.Contract.SideEffects.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(effect => effect != "none" && !request.Scope.Contains(effect));

    /// <param name="model">Index of the skill, for whoever receives the text.</param>
    public static async Task<PoolAnswer> AskAsync(RuntimeLease lease, int model, LiveSkill skill,
        PoolRequest request, CancellationToken cancellation)
    {
        int[] prompt = PromptOf(request, skill, lease.Tokenizer);
        var answer = lease.NewAnswer(request.Prompt is { } own ? own.Generation : ByContract(request, skill));
        await foreach (string text in answer.StreamAsync(prompt, cancellation)) request.Sink?.Output(model, text);
        if (answer.Stop == StopReason.Cancelled) return new PoolAnswer(RequestStatus.Cancelled);
        double uncertainty = Uncertainty(answer, lease.Tokenizer.VocabularySize);
        return new PoolAnswer(RequestStatus.Answered, answer.Text)
        {
            PromptTokens = answer.PromptTokens,
            AnswerTokens = answer.Choices.Count,
            IsCut = answer.Stop == StopReason.Length,
            FirstOutput = answer.PrefillTime.TotalSeconds,
            DecodeSeconds = answer.DecodeTime.TotalSeconds,
            Uncertainty = uncertainty,
            IsKnown = request.Expected is not null,
            Correct = request.Expected is { } right ? answer.Text == right ? 1 : 0 : 1 - uncertainty,
        };
    }

    private static int[] PromptOf(PoolRequest request, LiveSkill skill, ITokenizer tokenizer)
    {
        var tokens = new List<int>();
        if (request.Prompt is { } own) tokenizer.Encode(Encoding.UTF8.GetBytes(request.Input), own.AddsFirst, own.ParsesSpecial, tokens);
        else
            tokenizer.Encode(Encoding.UTF8.GetBytes(request.Input + skill.Contract.Determinism.PromptSuffix),
                addSpecial: true, parseSpecial: false, tokens);
        return [.. tokens];
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
