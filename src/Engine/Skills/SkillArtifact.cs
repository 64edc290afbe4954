namespace Teleo.Engine.Skills;

/// <summary>One file with the skill in one precision and format, named by its content.</summary>
public sealed record SkillArtifact
{
    /// <summary>The file's name inside the package; a plain name, never a path.</summary>
    public required string File { get; init; }
    public required string Sha256 { get; init; }
    public required long SizeBytes { get; init; }

    /// <summary><c>gguf</c> or <c>slm</c>.</summary>
    public required string Format { get; init; }
    public required int FormatVersion { get; init; }

    /// <summary><c>f32</c>, <c>q8_0</c> and so on.</summary>
    public required string Quantisation { get; init; }

    /// <summary>The estimated needs, separate from later measurements.</summary>
    public required ResourceEstimate Estimate { get; init; }

    public string Variant => Format == "gguf" ? Quantisation : $"{Quantisation}-{Format}";
}

/// <summary>An estimate, and never more than that.</summary>
public sealed record ResourceEstimate(long ResidentBytes, long ScratchBytes, double LoadMilliseconds);
