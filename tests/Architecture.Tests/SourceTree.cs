using System.Diagnostics;

namespace Teleo.Architecture.Tests;

/// <summary>The files git tracks, which is what the project is.</summary>
internal static class SourceTree
{
    public static IReadOnlyList<string> Files { get; } = List();

    public static IEnumerable<string> Code(string folder) =>
        Files.Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Repository.PathOf(file));

    private static List<string> List()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["ls-files"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        })!;
        string[] lines = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return [.. lines.Where(file => File.Exists(Repository.PathOf(file)))];
    }
}
