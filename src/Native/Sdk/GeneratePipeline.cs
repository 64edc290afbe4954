using System.Text;
using Teleo.Engine;
using Teleo.Engine.Generation;
using Teleo.Engine.Input;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sessions;
using Teleo.Native.Models;

namespace Teleo.Native.Sdk;

/// <summary>
/// Goes on from prompts. Outputs of a run: 0 the text, 1 its tokens (int32), 2 their log-probabilities and 3 the entropies before them
/// (float32, in nats), 4 a summary as JSON.
/// </summary>
internal sealed class GeneratePipeline(
    SdkModel keeper, LanguageModel model, Session session, GenerationOptions defaults, TimeProvider clock) : SdkPipeline(keeper)
{
    protected override IDisposable Inner => session;

    public override void Generate(ReadOnlySpan<byte> prompt, SdkConfig parameters)
    {
        var options = GenerateOptions.Read(parameters, defaults);
        try
        {
            int[] tokens = model.Encode(prompt);
            session.Truncate(0);
            var answer = new Answer(session, model.Tokenizer, options, clock);
            string text = string.Concat(answer.Steps(tokens));
            Outputs =
            [
                SdkOutput.Of((ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(text)),
                SdkOutput.Of((ReadOnlySpan<int>)[.. answer.Choices.Select(choice => choice.Token)]),
                SdkOutput.Of((ReadOnlySpan<float>)[.. answer.Choices.Select(choice => choice.LogProbability)]),
                SdkOutput.Of((ReadOnlySpan<float>)[.. answer.Choices.Select(choice => choice.Entropy)]),
                SdkOutput.Of((ReadOnlySpan<byte>)Summary(answer)),
            ];
        }
        catch (EngineException problem)
        {
            bool isAsked = problem.Code is EngineErrorCode.InvalidUtf8 or EngineErrorCode.ContextExceeded or EngineErrorCode.InvalidLength;
            throw new SdkException(isAsked ? SdkErr.InvalidArg : SdkErr.Runtime, problem.Message);
        }
    }

    private static byte[] Summary(Answer answer) => Json.Object(json =>
    {
        json.WriteString("stop", DiagnosticsJson.Word(answer.Stop));
        json.WriteNumber("prompt_tokens", answer.PromptTokens);
        json.WriteNumber("generated_tokens", answer.Choices.Count);
        json.WriteNumber("prefill_ms", answer.PrefillTime.TotalMilliseconds);
        json.WriteNumber("decode_ms", answer.DecodeTime.TotalMilliseconds);
    }, DiagnosticsJson.Style);
}
