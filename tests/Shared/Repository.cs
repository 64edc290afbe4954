namespace Teleo.Tests;

/// <summary>Where the checkout lies, and the data that tests read from it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string KnownAnswers(string file) => PathOf("tests", "data", "known-answers", file);

    public static string Model(string file) =>
        file == "stories260K.gguf" ? PathOf("skills", "stories260K", file) : PathOf("tests", "data", "models", file);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Teleo.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("Teleo.sln is above no folder of the test assembly");
    }
}
