using Teleo.Engine.Adapters;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>The verdict on an artifact: the look of its file while it was read, or its fault.</summary>
internal readonly record struct ArtifactVerdict(FileIdentity Look, SkillFault? Fault, string Reason)
{
    public static ArtifactVerdict Bad(SkillFault fault, string reason) => new(default, fault, reason);
}

/// <summary>
/// Checks a stored artifact against its manifest: hash first, then structure and weights, and for an adapter its fit to the base. A file
/// that cannot be read now is an exception and no verdict.
/// </summary>
internal static class ArtifactCheck
{
    public const string Holds = "hash and structure hold";

    public static ArtifactVerdict Model(IDisk disk, string path, string sha256) =>
        Check(disk, path, sha256, () => ModelFile.TryOpen(path, out var model, out FormatError error) ? Weights(model) : Broken(error));

    /// <param name="basePath">The artifact that the adapter names as its base; null where no skill carries it.</param>
    public static ArtifactVerdict Adapter(IDisk disk, string path, string sha256, SkillManifest manifest, SkillManifest? baseSkill,
        string? basePath)
    {
        return Check(disk, path, sha256, Fit);

        (SkillFault, string)? Fit()
        {
            if (baseSkill is null || basePath is null)
                return (SkillFault.Incompatible, $"no installed skill carries its base {manifest.Adapter!.BaseArtifactSha256}");
            if (!ModelFile.TryOpen(basePath, out var model, out FormatError error))
            {
                RequireReadable(error);
                return (SkillFault.Incompatible, $"its base cannot be read: {error}");
            }

            using (model)
            {
                if (!AdapterFile.TryOpen(path, model.Facts, out var adapter, out error)) return Broken(error);
                using (adapter)
                {
                    var problems = AdapterKey.Problems(manifest, baseSkill, adapter).ToList();
                    return problems.Count == 0
                        ? null
                        : (SkillFault.Incompatible, $"it does not fit its base: {string.Join("; ", problems)}");
                }
            }
        }
    }

    private static ArtifactVerdict Check(IDisk disk, string path, string sha256, Func<(SkillFault Fault, string Reason)?> structure)
    {
        if (disk.IdentityOf(path) is not { } before) return ArtifactVerdict.Bad(SkillFault.ArtifactMissing, "its artifact is gone");
        if (!before.IsPlain) return ArtifactVerdict.Bad(SkillFault.HashMismatch, "its artifact was replaced by something that is no file");
        string found = disk.HashOf(path);
        if (found != sha256)
            return ArtifactVerdict.Bad(SkillFault.HashMismatch, $"its artifact was changed: hash {found}, expected {sha256}");
        if (structure() is { } fault) return ArtifactVerdict.Bad(fault.Fault, fault.Reason);
        return disk.IdentityOf(path) == before
            ? new(before, null, Holds)
            : ArtifactVerdict.Bad(SkillFault.HashMismatch, "its artifact changed while it was read");
    }

    private static (SkillFault, string)? Weights(ModelFile model)
    {
        using (model)
            return model.FirstNotFinite() is { } bad
                ? (SkillFault.BadStructure, $"row {bad.Row} of the weights {GgufNames.Of(bad.Slot)} is not finite")
                : null;
    }

    private static (SkillFault, string)? Broken(FormatError error)
    {
        RequireReadable(error);
        return (SkillFault.BadStructure, $"its structure does not hold: {error.Fault} at {error.OffsetBytes} {error.Subject}");
    }

    private static void RequireReadable(FormatError error)
    {
        if (error.Fault == FormatFault.Unreadable) throw new IOException(error.Subject);
    }
}
