using System.CommandLine;
using Teleo.Engine.Storage;
using Teleo.Shell;

namespace Teleo.Commands;

/// <summary>The command <c>teleo docs</c>: the documents of a checkout as a site that opens from its folder, without a network.</summary>
internal static class DocsCommand
{
    private const long LargestPageBytes = 1 << 24;

    private static readonly Option<string?> From = new("--from")
    {
        Description = "A checkout of the project [the current folder or one above it]",
        HelpName = "FOLDER",
    };

    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "The folder for the site",
        DefaultValueFactory = _ => "site",
        HelpName = "FOLDER",
    };

    public static Subcommand Build() => new("docs", "Write the documents as a static site", Run, ["teleo docs --out site"]) { From, Out };

    private static ExitCode Run(CommandContext context)
    {
        string root = context.Get(From) ?? Checkout(), folder = context.Get(Out);
        if (!File.Exists(Path.Combine(root, "docs", "README.md")))
            throw CommandFailure.BadInput("NoDocuments", "no docs/README.md in this folder; name a checkout with --from", root);
        var texts = Pages(root).ToDictionary(page => page, page => InputFile.ReadText(Path.Combine(root, page), LargestPageBytes));
        var site = DocsSite.Render(texts);
        foreach (var (path, html) in site) AtomicFile.WriteText(Path.Combine(folder, path), html);
        foreach (string picture in DocsSite.Pictures(site))
            AtomicFile.Copy(Path.Combine(root, picture), Path.Combine(folder, picture));
        string index = Path.Combine(folder, "index.html");
        return context.Result(new { Pages = site.Count, Index = index },
            r => context.Line($"wrote {r.Pages} pages; open {r.Index} in a browser"));
    }

    /// <summary>The pages for a reader: the entry, how to contribute, and everything in docs.</summary>
    private static IEnumerable<string> Pages(string root) =>
        ((string[])[DocsSite.Entry, "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]).Where(page => File.Exists(Path.Combine(root, page)))
        .Concat(Files(root, "docs").Where(file => file.EndsWith(".md", StringComparison.Ordinal)));

    private static IEnumerable<string> Files(string root, string folder)
    {
        string full = Path.Combine(root, folder);
        return !Directory.Exists(full) ? []
            : Directory.EnumerateFiles(full, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).Order(StringComparer.Ordinal);
    }

    private static string Checkout()
    {
        for (var at = new DirectoryInfo(Environment.CurrentDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Teleo.sln"))) return at.FullName;
        throw CommandFailure.BadInput("NoDocuments", "no checkout of the project here or above; name one with --from");
    }
}
