namespace Teleo.Native.Tests;

/// <summary>Builds that leave parts of the library out.</summary>
public sealed class PartsTests
{
    [NightlyGccTheory]
    [InlineData("language", "", 3_000_000)]
    [InlineData("pools", "skills", 7_000_000)]
    public void A_build_of_some_parts_serves_those_alone_and_is_small(string parts, string skills, long mostBytes)
    {
        Host.Run("bash", ["src/Native/build.sh", "--only", parts, "here"], ("CI", ""), ("MSBUILDDISABLENODEREUSE", "1"));
        string folder = Repository.PathOf("artifacts", "native", "linux-x64-" + parts);
        string program = Host.Compile("parts.c");
        Host.Run(program, [Repository.Model("stories260K.gguf"), skills], ("LD_LIBRARY_PATH", folder));
        Assert.InRange(new FileInfo(Path.Combine(folder, Path.GetFileName(Host.Image))).Length, 1, mostBytes);
    }
}
