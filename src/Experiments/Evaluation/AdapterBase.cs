using Teleo.Engine.Skills;

namespace Teleo.Experiments.Evaluation;

/// <summary>The base of an adapter: an artifact of a package beside the adapter's.</summary>
public sealed record AdapterBase(SkillManifest Manifest, string Path)
{
    public static AdapterBase NextTo(string package, string sha256)
    {
        string shelf = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(package.TrimEnd(System.IO.Path.DirectorySeparatorChar)))!;
        foreach (string folder in Directory.GetDirectories(shelf)
            .Where(folder => File.Exists(System.IO.Path.Combine(folder, SkillPackage.ManifestFile))).Order(StringComparer.Ordinal))
        {
            var found = SkillPackage.Open(folder);
            if (found.Manifest.Artifacts.FirstOrDefault(artifact => artifact.Sha256 == sha256
                && found.Manifest.Adapter is null) is { } artifact) return new(found.Manifest, found.PathOf(artifact));
        }

        throw new SkillException(SkillFault.ArtifactMissing,
            $"no package in {shelf} has the artifact {sha256} that the adapter is made for");
    }
}
