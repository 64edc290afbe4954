using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>
/// The one truth of a registry, replaced as a whole at every change. Files that it does not name do not exist for it, so that a step cut
/// short anywhere leaves either the old truth or the new one, and at most litter that collection removes.
/// </summary>
internal sealed record RegistryIndex
{
    public required int Format { get; init; }
    public required long Sequence { get; init; }
    public required ImmutableSortedDictionary<string, InstalledSkill> Skills { get; init; }

    /// <summary>Events that may not yet stand in the event file; written there before the next change.</summary>
    public ImmutableArray<RegistryEvent> Recent { get; init; } = [];

    /// <summary>What in it cannot be: names that are none, hashes that would lead out of the store.</summary>
    public string? Problem()
    {
        if (Format != Empty.Format) return $"format {Format}";
        foreach (var (key, skill) in Skills)
        {
            if (!SkillName.TryParse(key, out _)) return $"'{NameRules.Shown(key)}' is not the name of a skill";
            if (!NameRules.IsSha256(skill.ManifestSha256) || !NameRules.IsSha256(skill.ArtifactSha256)) return $"a hash of {key} is not 64 lower-case hexadecimal digits";
            if (skill.SizeBytes < 0) return $"the size of {key} is {skill.SizeBytes}";
        }

        return null;
    }

    public static readonly RegistryIndex Empty = new() { Format = 1, Sequence = 0, Skills = ImmutableSortedDictionary.Create<string, InstalledSkill>(StringComparer.Ordinal) };

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };
}

/// <summary>One variant in the registry.</summary>
/// <param name="ManifestSha256">Names the object that holds the manifest.</param>
/// <param name="ArtifactSha256">Names the object that holds the weights.</param>
public sealed record InstalledSkill(string ManifestSha256, string ArtifactSha256, long SizeBytes, SkillStage Stage, string Reason)
{
    /// <summary>What the artifact's file looked like when its hash was last checked; another look means it must be checked again.</summary>
    public FileLook? Verified { get; init; }

    /// <summary>The publisher's word for the manifest; null where it came without.</summary>
    public SkillSignature? Signature { get; init; }
}

/// <summary>One change of state, with its reason.</summary>
/// <param name="Actor">Who asked: <c>operator</c>, <c>controller</c>, <c>registry</c>.</param>
public sealed record RegistryEvent(long Sequence, DateTimeOffset Time, string Skill, string Change, string Actor, string Reason);
