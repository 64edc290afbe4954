using System.CommandLine;
using Teleo.Engine.Storage;
using Teleo.Experiments.Reports;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The option of comparing commands that writes a page with a verdict, a figure and the table.</summary>
internal static class PageOption
{
    internal static readonly Option<string?> Page =
        new("--page") { Description = "Writes one page with a verdict and a figure", HelpName = "FILE" };

    internal static void Write(CommandContext context, Func<ReportPage> page)
    {
        if (context.Get(Page) is not { } path) return;
        AtomicFile.WriteText(path, HtmlReport.Render(page()));
        if (!context.IsJson) context.Line($"wrote {path}");
    }
}
