namespace Teleo.Native.Tests;

/// <summary>An installed library as other build systems and languages find it.</summary>
public sealed class InstallTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-install");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GccFact("pkg-config")]
    public void A_program_is_built_and_run_by_pkg_config_wherever_the_prefix_was_moved()
    {
        string prefix = Install();
        Directory.Move(prefix, prefix + " moved");
        prefix += " moved";
        string source = Repository.PathOf("tests", "Native.Tests", "c", "contexts_text.c");
        Host.Run("bash", ["-ec", $"""
            export PKG_CONFIG_PATH="{prefix}/lib/pkgconfig"
            eval "gcc -I'{Path.GetDirectoryName(source)}' '{source}' -o '{_folder}/program' $(pkg-config --cflags --libs teleo)"
            """]);
        Assert.Equal(Expected, Run(prefix));
    }

    [GccFact("cmake")]
    public void A_program_is_built_and_run_by_cmake()
    {
        string prefix = Install();
        File.Copy(Repository.PathOf("tests", "Native.Tests", "c", "contexts_text.c"), Path.Combine(_folder, "program.c"));
        File.Copy(Repository.PathOf("tests", "Native.Tests", "c", "check.h"), Path.Combine(_folder, "check.h"));
        File.WriteAllText(Path.Combine(_folder, "CMakeLists.txt"), Documents.Block("NATIVE.md", "cmake"));
        Host.Run("cmake", ["-S", _folder, "-B", Path.Combine(_folder, "build")], ("PKG_CONFIG_PATH", prefix + "/lib/pkgconfig"));
        Host.Run("cmake", ["--build", Path.Combine(_folder, "build")]);
        File.Copy(Path.Combine(_folder, "build", "program"), Path.Combine(_folder, "program"));
        Assert.Equal(Expected, Run(prefix));
    }

    [GccFact("python3")]
    public void A_program_in_python_gets_the_same_text() =>
        Assert.Equal(
            Expected,
            Host.Run("python3", [Repository.PathOf("tests", "Native.Tests", "python", "text.py"), Path.Combine(Host.Folder, "libteleo.so"), Repository.Model("stories260K.gguf"), Texts.Prompt, "40"]));

    [GccFact]
    public void A_loader_without_its_images_says_what_is_missing_and_ends()
    {
        string source = Repository.PathOf("tests", "Native.Tests", "c", "header.c");
        Host.Run("gcc", ["-I", Repository.PathOf("include"), source, "-o", Path.Combine(_folder, "program"), "-L", Host.Folder, "-lteleo"]);
        string lonely = Directory.CreateDirectory(Path.Combine(_folder, "lonely")).FullName;
        File.Copy(Path.Combine(Host.Folder, "libteleo.so"), Path.Combine(lonely, "libteleo.so"));
        Assert.Contains("install the libteleo-x86-64-*.so files", Host.RunFailing(127, Path.Combine(_folder, "program"), [], ("LD_LIBRARY_PATH", lonely)), StringComparison.Ordinal);
    }

    private static string Expected => Texts.Of(Repository.Model("stories260K.gguf"), Texts.Prompt, 40);

    private string Install()
    {
        _ = Host.Folder;
        string prefix = Path.Combine(_folder, "prefix");
        Host.Run("bash", ["src/Native/install.sh", prefix]);
        return prefix;
    }

    private string Run(string prefix) =>
        Host.Run(Path.Combine(_folder, "program"), [Repository.Model("stories260K.gguf"), Texts.Prompt, "40"], ("LD_LIBRARY_PATH", prefix + "/lib"));
}
