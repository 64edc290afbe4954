using System.Collections.Immutable;
using Teleo.Vision.Settings;
using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Vision.Tensors;

/// <summary>Settings of a tensor pipeline.</summary>
public sealed record TensorPipelineOptions : IOptions
{
    /// <summary>The outputs to compute, in this order; all of the model's where empty.</summary>
    public ImmutableArray<string> Outputs { get; init; } = [];

    IEnumerable<string> IOptions.Problems() =>
        Broken(Unless(Outputs.IsDefault || Outputs.Distinct().Count() == Outputs.Length, "outputs names one output twice"));
}
