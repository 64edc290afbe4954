using System.CommandLine;
using Teleo.Engine.Storage;
using Teleo.Experiments.Reports;
using Teleo.Figures.Plots;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The options of commands that write a page with a verdict, figures and tables, or the figures by themselves.</summary>
internal static class PageOption
{
    internal static readonly Option<string?> Page =
        new("--page") { Description = "Write one HTML page with a verdict and a figure", HelpName = "FILE" };

    internal static readonly Option<string[]> Figures = MakeFigures();

    internal static void Write(CommandContext context, Func<ReportPage> page)
    {
        string? path = context.Get(Page);
        string[] formats = context.Get(Figures) ?? [];
        if (path is null && formats.Length == 0) return;
        var made = page();
        made = made with { Blocks = [.. made.Blocks, .. Block.Again(context.Asked)] };
        if (path is not null) AtomicFile.WriteText(path, HtmlReport.Render(made));
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } beside ? beside : ".";
        string[] figures = [.. made.Figures.SelectMany(figure => figure.Save(folder, formats))];
        if (!context.IsJson) context.Line($"wrote {string.Join(", ", path is null ? figures : [path, .. figures])}");
    }

    private static Option<string[]> MakeFigures()
    {
        var option = new Option<string[]>("--format")
        {
            Description = "Formats of each figure: svg, png, pdf, or csv for its numbers; files go beside the page, else to this folder",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "F",
        };
        option.AcceptOnlyFromAmong([.. FigureFiles.Formats]);
        return option;
    }
}
