using System.Collections.Immutable;

namespace Teleo.Experiments.Worlds;

/// <summary>One model of a world with its stated values; the others follow from the machine and are reported as assumed.</summary>
public sealed record ModelProfile
{
    public required string Name { get; init; }

    /// <summary>Bytes of weights.</summary>
    public required long Bytes { get; init; }

    public double? KvBytesPerToken { get; init; }

    /// <summary>Context of the KV cache in tokens.</summary>
    public long? ContextTokens { get; init; }

    /// <summary>Bytes of working memory besides weights and KV cache.</summary>
    public long? ScratchBytes { get; init; }

    /// <summary>Bytes read to load it, where they are not its weights.</summary>
    public long? ReadBytes { get; init; }

    /// <summary>Seconds to load it when its file is not in the page cache.</summary>
    public double? ColdLoadSeconds { get; init; }

    /// <summary>Seconds to load it when its file is in the page cache.</summary>
    public double? WarmLoadSeconds { get; init; }

    public double? PrefillTokensPerSecond { get; init; }

    public double? DecodeTokensPerSecond { get; init; }

    public ImmutableArray<string> Tasks { get; init; } = [];

    /// <summary>Models of one family and one size of network are variants of each other.</summary>
    public string? Family { get; init; }

    /// <summary>The precision, such as <c>q4_0</c>.</summary>
    public string? Variant { get; init; }

    /// <summary>Share of right answers.</summary>
    public double? Quality { get; init; }

    /// <summary>Every fault of the profile, each with the field it is in.</summary>
    public IEnumerable<(string Field, string Problem)> Problems() =>
        ModelField.All.Where(field => field.IsSet(this)).Select(field => (field.Name, field.ProblemOf(this)))
            .Where(found => found.Item2 is not null)!;
}
