namespace Teleo.Architecture.Tests;

/// <summary>The checked-in order of projects and folders.</summary>
internal static class Layers
{
    public const string File = "tests/Architecture.Tests/layers.txt";

    public static IReadOnlyList<Project> Projects { get; } = Read(SourceTree.Read(File));

    public static IReadOnlyList<Project> Read(string text) =>
    [
        .. from line in text.Split('\n')
           where line.Length > 0 && line[0] != '#'
           let halves = line.Split(':')
           let head = halves[0].Split("->")
           select new Project(head[0].Trim(), head.Length > 1 ? Words(head[1]) : [], Words(halves[1])),
    ];

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <param name="Uses">Projects it may reference.</param>
    /// <param name="Folders">Its folders, lowest first.</param>
    public sealed record Project(string Name, IReadOnlyList<string> Uses, IReadOnlyList<string> Folders);
}
