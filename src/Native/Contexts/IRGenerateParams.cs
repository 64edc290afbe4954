using System.Runtime.InteropServices;
using Teleo.Engine.Generation;
using Teleo.Engine.Sampling;

namespace Teleo.Native.Contexts;

/// <summary>The options of generation, in the layout of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct IRGenerateParams(uint maxTokens, float temperature, uint topK, float topP, float repetitionPenalty, ulong seed)
{
    public readonly uint MaxTokens = maxTokens;
    public readonly float Temperature = temperature;
    public readonly uint TopK = topK;
    public readonly float TopP = topP;
    public readonly float RepetitionPenalty = repetitionPenalty;
    public readonly ulong Seed = seed;

    public GenerationOptions ToOptions() => new()
    {
        MaxTokens = (int)Math.Min(MaxTokens, int.MaxValue),
        Sampling = new SamplingOptions
        {
            Temperature = Temperature,
            TopK = (int)Math.Min(TopK, int.MaxValue),
            TopP = TopP,
            RepeatPenalty = RepetitionPenalty,
            Seed = Seed,
        },
    };
}
