namespace Teleo.Native.Tests;

/// <summary>The library for arm64, made here and run on an imitated processor.</summary>
public sealed class Arm64Tests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-arm64");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NightlyGccFact("aarch64-linux-gnu-gcc", "qemu-aarch64")]
    public void It_gives_the_text_that_the_program_prints()
    {
        Host.Run("bash", ["src/Native/build.sh", "arm64"], ("CI", ""), ("MSBUILDDISABLENODEREUSE", "1"));
        string built = Repository.PathOf("artifacts", "native", "linux-arm64"), hosts = Repository.PathOf("tests", "Native.Tests", "c");
        string program = Path.Combine(_folder, "program"), model = Repository.Model("stories260K.gguf");
        Host.Run("aarch64-linux-gnu-gcc",
        [
            "-D_GNU_SOURCE", "-I", Repository.PathOf("include"), "-I", hosts, Path.Combine(hosts, "contexts_text.c"), "-o", program,
            "-L", built, "-lteleo", "-Wl,--allow-shlib-undefined",
        ]);
        string told = Host.Run("qemu-aarch64", ["-L", "/usr/aarch64-linux-gnu", "-E", $"LD_LIBRARY_PATH={built}", program, model, Texts.Prompt, "40"]);
        Assert.Equal(Texts.Of(model, Texts.Prompt, 40), told);
    }
}
