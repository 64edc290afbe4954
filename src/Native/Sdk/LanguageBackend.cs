using Teleo.Engine;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sessions;
using Teleo.Native.Models;

namespace Teleo.Native.Sdk;

/// <summary>Loads language models from files: GGUF, .slm, or llama2.c with its vocabulary beside it.</summary>
internal sealed class LanguageBackend(TimeProvider clock) : ISdkBackend
{
    public bool Serves(SdkModelKind kind) => kind == SdkModelKind.Language;

    public SdkModel Load(string id, SdkModelKind kind, SdkConfig config)
    {
        string path = config.Text("path") ?? throw SdkException.Invalid("option 'path' is missing: it names the model file");
        var options = new RuntimeOptions
        {
            MaxThreads = config.Integer("threads", 0),
            ContextLength = config.Integer("context", 0),
            KvPrecision = config.Text("kv") switch
            {
                null or "f32" => KvPrecision.F32,
                "f16" => KvPrecision.F16,
                var other => throw SdkException.Invalid($"option 'kv' is '{other}'; it must be f32 or f16"),
            },
        };
        config.End(options.Problems());
        if (!File.Exists(path)) throw new SdkException(SdkErr.NotFound, $"{path}: there is no such file");
        try
        {
            return new SdkLanguageModel(LanguageModel.Open(path, options, clock), clock);
        }
        catch (EngineException problem)
        {
            throw new SdkException(CodeOf(problem.Code), $"{path}: {problem.Message}");
        }
    }

    private static SdkErr CodeOf(EngineErrorCode code) => code switch
    {
        EngineErrorCode.ModelNotLoaded => SdkErr.Io,
        EngineErrorCode.UnsupportedModelVersion or EngineErrorCode.UnsupportedDType => SdkErr.Unsupported,
        _ => SdkErr.Runtime,
    };
}
