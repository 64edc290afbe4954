using System.Collections.Immutable;
using Teleo.Vision.Settings;

namespace Teleo.Vision.Tensors;

/// <summary>Settings of a tensor pipeline.</summary>
public sealed record TensorPipelineOptions : IOptions
{
    /// <summary>The outputs to compute, in this order; all of the model's where empty.</summary>
    public ImmutableArray<string> Outputs { get; init; } = [];

    IEnumerable<string> IOptions.Problems()
    {
        if (!Outputs.IsDefault && Outputs.Distinct().Count() != Outputs.Length) yield return "outputs names one output twice";
    }
}
