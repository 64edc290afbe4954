using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Engine.Trust;

namespace Teleo.Engine.Skills;

/// <summary>
/// The authoritative state of a registry, replaced as a whole at every change. Files that it does not name do not count, so that an
/// interrupted step leaves either the old or the new state, and at most unused files that collection removes.
/// </summary>
internal sealed record RegistryIndex
{
    private const int CurrentFormat = 2;
    private static readonly JsonLimits Limits = new(1 << 30);

    public required int Format { get; init; }

    /// <summary>The number of the last event.</summary>
    public required long Sequence { get; init; }

    /// <summary>The number of the last event that stood in the event file, flushed, when this index was written.</summary>
    [JsonPropertyName("told")]
    public required long Flushed { get; init; }

    public required ImmutableSortedDictionary<string, InstalledSkill> Skills { get; init; }

    /// <summary>The events after <see cref="Flushed"/>, which the event file may lack.</summary>
    public ImmutableArray<RegistryEvent> Recent { get => field.IsDefault ? [] : field; init; }

    /// <summary>The newest version of each id that was ever installed, also if it was removed.</summary>
    public ImmutableSortedDictionary<string, SeenSkill> Seen
    {
        get => field ?? ImmutableSortedDictionary.Create<string, SeenSkill>(StringComparer.Ordinal);
        init;
    }

    /// <summary>The newest version of each list of keys that was ever used here, by id.</summary>
    public ImmutableSortedDictionary<string, int> Lists
    {
        get => field ?? ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);
        init;
    }

    /// <summary>The list of keys that is this registry's own; null where it has none and the program's is in force.</summary>
    public OwnList? Own { get; init; }

    public static readonly RegistryIndex Empty = new()
    {
        Format = CurrentFormat,
        Sequence = 0,
        Flushed = 0,
        Skills = ImmutableSortedDictionary.Create<string, InstalledSkill>(StringComparer.Ordinal),
    };

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<SkillStage>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        TypeInfoResolver = SkillTypes.Default,
    };

    private static readonly JsonTypeInfo<RegistryIndex> Type = Input.Json.TypeOf<RegistryIndex>(Json);

    public byte[] ToBytes() => SealedJson.Seal(JsonSerializer.SerializeToUtf8Bytes(this, Type));

    /// <summary>Null with the reason where the bytes are no index.</summary>
    public static RegistryIndex? Read(ReadOnlySpan<byte> bytes, out string problem)
    {
        problem = "its check does not hold: it was changed by hand, by a fault of the disk, or by another version of this program";
        if (!SealedJson.TryOpen(bytes, out var content)) return null;
        if (!JsonInput.TryRead(content, Type, Limits, out var index, out problem)) return null;
        problem = index.Problem() ?? "";
        return problem.Length == 0 ? index.Ordinal() : null;
    }

    private RegistryIndex Ordinal() => this with
    {
        Skills = Skills.WithComparers(StringComparer.Ordinal),
        Seen = Seen.WithComparers(StringComparer.Ordinal),
        Lists = Lists.WithComparers(StringComparer.Ordinal),
    };

    /// <summary>Returns the first invalid value: a wrong name, a hash that would lead out of the store, events out of order.</summary>
    private string? Problem()
    {
        if (Format != CurrentFormat) return $"its format is {Format}, this program reads {CurrentFormat}";
        foreach (var (key, skill) in Skills)
        {
            if (!SkillName.TryParse(key, out _)) return $"'{SafeText.Name(key)}' is not the name of a skill";
            if (!NameRules.IsSha256(skill.ManifestSha256) || !NameRules.IsSha256(skill.ArtifactSha256))
                return $"a hash of {key} is not 64 lower-case hexadecimal digits";
            if (skill.SizeBytes < 0) return $"the size of {key} is {skill.SizeBytes}";
        }

        foreach (var (id, seen) in Seen)
            if (!NameRules.IsId(id) || !NameRules.IsVersion(seen.Version))
                return $"'{SafeText.Name(id)}' was not seen in a version";
        if (Own is { } own && !NameRules.IsSha256(own.Sha256))
            return "the hash of its own list of keys is not 64 lower-case hexadecimal digits";
        long last = Flushed;
        foreach (var entry in Recent)
            if (entry.Sequence != ++last) return $"event {last} is missing among the recent ones";
        return last == Sequence ? null : $"its last event is {last}, it says {Sequence}";
    }
}

/// <summary>The list of keys that a registry keeps as its own.</summary>
/// <param name="Sha256">Names the object that holds the list.</param>
internal sealed record OwnList(string Id, string Sha256);

/// <summary>One variant in the registry.</summary>
/// <param name="ManifestSha256">Names the object that holds the manifest.</param>
/// <param name="ArtifactSha256">Names the object that holds the weights.</param>
public sealed record InstalledSkill(string ManifestSha256, string ArtifactSha256, long SizeBytes, SkillStage Stage, string Reason)
{
    /// <summary>The identity of the artifact's file when its hash was last checked; another one means a new check.</summary>
    public FileIdentity? Verified { get; init; }

    /// <summary>The publisher's signature of the manifest; null where the package came without.</summary>
    public DetachedSignature? Signature { get; init; }

    public string Publisher { get => field ?? ""; init; }
}
