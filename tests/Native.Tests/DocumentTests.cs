namespace Teleo.Native.Tests;

/// <summary>What a reader would type, typed.</summary>
public sealed class DocumentTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-documents");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The library is built already; everything else is run as it is written.</summary>
    [GccFact]
    public void The_first_steps_lead_to_a_sentence()
    {
        string steps = Documents.Block("NATIVE.md", "sh");
        Assert.StartsWith("bash src/Native/build.sh here\n", steps, StringComparison.Ordinal);
        foreach (string part in new[] { "include", "skills", "artifacts" }) File.CreateSymbolicLink(Path.Combine(_folder, part), Repository.PathOf(part));
        _ = Host.Folder;
        string told = Host.Run("bash", ["-ec", $"cd '{_folder}'\n{steps[steps.IndexOf('\n', StringComparison.Ordinal)..]}"]);
        Assert.Equal("Once upon a time" + Texts.Of(Repository.Model("stories260K.gguf"), Texts.Prompt, 40) + "\n", told);
    }

    [GccFact]
    public void The_example_of_contexts_streams_a_text()
    {
        string source = Path.Combine(_folder, "example.c");
        File.WriteAllText(source, Documents.Block("NATIVE-CONTEXTS.md", "c"));
        Assert.InRange(Host.Run(Host.Compile(source), []).Length, 20, 1000);
    }

    [GccFact]
    public void The_example_of_the_sdk_functions_prints_a_text()
    {
        string source = Path.Combine(_folder, "sdk_example.c");
        File.WriteAllText(source, Documents.Block("NATIVE-SDK.md", "c"));
        Assert.StartsWith(Texts.Of(Repository.Model("stories260K.gguf"), Texts.Prompt, 30), Host.Run(Host.Compile(source), []), StringComparison.Ordinal);
    }
}
