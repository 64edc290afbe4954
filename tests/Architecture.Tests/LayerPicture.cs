namespace Teleo.Architecture.Tests;

/// <summary>The order of projects and folders as the picture that <c>docs/internals/ARCHITECTURE.md</c> shows.</summary>
internal static class LayerPicture
{
    private const int Width = 110;

    /// <summary>Draws tiers of projects as rows of boxes, the highest first, then the folders of each project, the lowest first.</summary>
    public static string Of(IReadOnlyList<Layers.Project> projects)
    {
        var tiers = new Dictionary<string, int>();
        foreach (var project in projects) tiers[project.Name] = project.Uses.Select(used => tiers[used] + 1).DefaultIfEmpty(0).Max();
        var lines = new List<string> { Edge };
        foreach (var tier in projects.GroupBy(project => tiers[project.Name]).OrderByDescending(tier => tier.Key))
            lines.AddRange([Boxes([.. tier.Select(project => project.Name)]), Edge]);
        lines.Add("");
        int name = projects.Max(project => project.Name.Length) + 2;
        foreach (var project in projects.Reverse())
        {
            if (project.Uses.Count > 0) lines.AddRange(Wrapped(project.Name.PadRight(name) + "uses ", project.Uses));
            lines.AddRange(Wrapped((project.Uses.Count > 0 ? "" : project.Name).PadRight(name), Arrows(project)));
        }

        return string.Join('\n', lines);
    }

    private static string Edge => $"+{new string('-', Width - 2)}+";

    private static string Boxes(string[] names)
    {
        int inside = Width - 1 - names.Length, each = inside / names.Length;
        var cells = names.Select((name, i) => Centred(name, i < names.Length - 1 ? each : inside - each * i));
        return $"|{string.Join('|', cells)}|";
    }

    private static string Centred(string text, int width) => text.PadLeft((width + text.Length) / 2).PadRight(width);

    private static IEnumerable<string> Arrows(Layers.Project project)
    {
        var folders = project.Folders.Where(folder => folder != ".").ToList();
        return folders.Select((folder, i) => i < folders.Count - 1 ? folder + " <" : folder);
    }

    private static IEnumerable<string> Wrapped(string head, IEnumerable<string> words)
    {
        string line = head, indent = new(' ', head.Length);
        foreach (string word in words)
        {
            if (line.Length + word.Length > Width)
            {
                yield return line.TrimEnd();
                line = indent;
            }

            line += word + " ";
        }

        if (line.Trim().Length > 0) yield return line.TrimEnd();
    }
}
