using LLama;
using LLama.Common;
using LLama.Exceptions;
using Teleo.Controller.Domain;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;
using Teleo.Pool.Workers;

namespace Teleo.Llama;

/// <summary>
/// A model run by llama.cpp. It reads the prompt and computes the logits; our sampler draws the tokens, so that settings, seeds and
/// uncertainty have the same meaning. Each request has its own context.
/// </summary>
internal sealed class LlamaModel(TimeProvider clock) : IWorkerModel
{
    private const int BytesPerCachedNumber = 2;

    private LLamaWeights? _weights;
    private ModelParams _settings = null!;
    private int _sessions;

    public async Task<ResourceVector> LoadAsync(WorkerModel model)
    {
        if (model.Under is not null) throw new PoolWorkException($"{model.Skill.Name} is an adapter; this runtime runs whole models");
        try
        {
            _settings = new ModelParams(model.Skill.ArtifactPath) { GpuLayerCount = 0, Threads = 1, BatchThreads = 1 };
            _weights ??= await LLamaWeights.LoadFromFileAsync(_settings);
            _settings.ContextSize = (uint)_weights.ContextSize;
            _sessions = model.Sessions;
            return new ResourceVector { ResidentBytes = (long)_weights.SizeInBytes, ScratchBytes = _sessions * CacheBytes(_weights) };
        }
        catch (Exception problem) when (problem is LLamaDecodeError or LoadWeightsFailedException or RuntimeError or IOException)
        {
            throw new PoolWorkException($"llama.cpp cannot load {model.Skill.Name}: {problem.Message}", cause: problem);
        }
    }

    // A context lives as long as its request: there is nothing to give back.
    public Task RestAsync() => Task.CompletedTask;

    public async Task<PoolAnswer> AskAsync(PoolRequest request, CancellationToken cancellation)
    {
        if (_weights is not { } weights) return Failed("the model is not loaded");
        try
        {
            using var context = weights.CreateContext(_settings);
            var prompt = context.Tokenize(request.Input, request.Prompt!.AddsFirst, request.Prompt.ParsesSpecial);
            if (prompt.Length == 0) return PoolAnswer.Refused("the prompt has no token", RefusalKind.Input);
            if (prompt.Length > context.ContextSize) return PoolAnswer.Refused(
                $"the prompt has {prompt.Length} tokens, the context {context.ContextSize}", RefusalKind.Input);
            var answer = new LlamaAnswer(context, weights, request, clock);
            return await Task.Run(() => answer.Generate(prompt, cancellation), CancellationToken.None);
        }
        catch (Exception problem) when (problem is LLamaDecodeError or RuntimeError)
        {
            return Failed($"llama.cpp failed: {problem.Message}");
        }
    }

    public void Dispose() => _weights?.Dispose();

    /// <summary>Returns the bytes of keys and values of a whole context.</summary>
    private static long CacheBytes(LLamaWeights weights)
    {
        var model = weights.NativeHandle;
        long perToken = 2L * model.LayerCount * (model.EmbeddingSize / Math.Max(1, model.HeadCount) * model.KVHeadCount);
        return perToken * weights.ContextSize * BytesPerCachedNumber;
    }

    private static PoolAnswer Failed(string why) => new(RequestStatus.Failed) { Why = why };
}
