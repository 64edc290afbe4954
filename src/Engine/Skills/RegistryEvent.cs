using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Engine.Trust;

namespace Teleo.Engine.Skills;

/// <summary>One change of state, with its reason.</summary>
/// <param name="Change">The new stage, or <c>removed</c>, or <c>refused</c> for a refused package.</param>
/// <param name="Actor">The actor: <c>operator</c>, <c>controller</c>, <c>registry</c>.</param>
public sealed record RegistryEvent(long Sequence, DateTimeOffset Time, string Skill, string Change, string Actor, string Reason)
{
    private static readonly JsonLimits Limits = new(1 << 20);
    internal const string Removed = "removed", Refused = "refused";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = SkillTypes.Default,
    };

    private static readonly JsonTypeInfo<RegistryEvent> Type = Input.Json.TypeOf<RegistryEvent>(Json);

    /// <summary>The files of an installation, from which the index can be rebuilt.</summary>
    public InstalledFiles? Files { get; init; }

    internal byte[] ToLine() => [.. SealedJson.Seal(JsonSerializer.SerializeToUtf8Bytes(this, Type)), (byte)'\n'];

    /// <summary>Null where the line is no event.</summary>
    internal static RegistryEvent? Read(ReadOnlySpan<byte> line)
    {
        if (!SealedJson.TryOpen(line, out var content)) return null;
        return JsonInput.TryRead(content, Type, Limits, out var entry, out _) ? entry : null;
    }
}

/// <summary>The files of one installed variant, its publisher, and the signature of its manifest.</summary>
public sealed record InstalledFiles(string ManifestSha256, string ArtifactSha256, long SizeBytes, string Publisher,
    DetachedSignature? Signature = null)
{
    internal static InstalledFiles Of(InstalledSkill skill) =>
        new(skill.ManifestSha256, skill.ArtifactSha256, skill.SizeBytes, skill.Publisher, skill.Signature);

    internal InstalledSkill As(SkillStage stage, string reason) =>
        RegistryStore.Durable(new InstalledSkill(ManifestSha256, ArtifactSha256, SizeBytes, stage, reason)
        {
            Signature = Signature,
            Publisher = Publisher,
        });

    internal bool IsSound => NameRules.IsSha256(ManifestSha256) && NameRules.IsSha256(ArtifactSha256) && SizeBytes >= 0;
}
