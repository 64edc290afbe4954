using Teleo.Native.Models;

namespace Teleo.Native.Sdk;

/// <summary>A language model behind a handle: each of its pipelines has its own session over the same weights.</summary>
internal sealed class SdkLanguageModel(LanguageModel model, TimeProvider clock) : SdkModel
{
    public override SdkPipeline NewPipeline(string id, SdkPipelineKind kind, SdkConfig config)
    {
        if (kind != SdkPipelineKind.Generate)
            throw SdkException.Unsupported($"a language model has no pipeline of kind {(int)kind}, only SDK_PIPELINE_GENERATE");
        var defaults = GenerateOptions.Read(config, new());
        return new GeneratePipeline(this, model, model.NewSession(), defaults, clock);
    }

    protected override void Free() => model.Dispose();
}
