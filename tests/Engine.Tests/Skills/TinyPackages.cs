using Teleo.Engine.Models;
using Teleo.Engine.Packing;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Tests.Skills;

/// <summary>Packages of real models of 20 kB, each with other weights.</summary>
internal static class TinyPackages
{
    private static readonly Lazy<SkillPackage[]> Made = new(() => [.. Enumerable.Range(0, 6).Select(number => SkillPackage.Open(Make(Packages.NewFolder(), number)))]);

    /// <summary>Six of them, made once for all tests.</summary>
    public static IReadOnlyList<SkillPackage> Shared => Made.Value;

    public static SkillName NameOf(int number) => Packages.NameOf(Shared[number].Manifest);

    /// <summary>Writes one into a folder of its own and returns that.</summary>
    public static string Make(string parent, int number)
    {
        string folder = Directory.CreateDirectory(Path.Combine(parent, $"skill{number}")).FullName;
        string path = Path.Combine(folder, "model.gguf");
        Assert.True(Packer.TryWriteFixture(path, FixtureShape.Named["tiny"], TensorType.F32, (ulong)number, out var error), error.ToString());
        var manifest = Packages.Manifest($"skill{number}");
        var artifact = manifest.Artifacts[0] with { File = "model.gguf", Sha256 = SkillPackage.HashOf(path), SizeBytes = new FileInfo(path).Length };
        File.WriteAllText(Path.Combine(folder, SkillPackage.ManifestFile), ManifestJson.Write(manifest with { Artifacts = [artifact] }));
        return folder;
    }
}
