using Teleo.Engine.Kernels;
using Teleo.Engine.Models;

namespace Teleo.Engine.Sessions;

/// <summary>The part of a model that decides the layout of scratch: models alike in it can use each other's.</summary>
internal readonly record struct ScratchShape(int HiddenSize, int QuerySize, int KvSize, int FeedForwardSize,
    int RopeSize, int HeadSize, int HeadsPerGroup, InputForms Forms)
{
    public static ScratchShape Of(ModelFacts facts, InputForms forms) =>
        new(facts.HiddenSize, facts.QuerySize, facts.KvSize, facts.FeedForwardSize, facts.RopeSize,
            facts.HeadSize, facts.HeadCount / facts.KvHeadCount, forms);
}
