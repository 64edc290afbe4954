using Teleo.Engine.Storage;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Reports;

/// <summary>A study's report on disk, as a page and as text.</summary>
internal static class StudyPages
{
    public static (string Html, string Markdown) Write(StudyWorkspace workspace, StudySummary summary, SelfTest selfTest, string command)
    {
        var page = StudyReport.Of(summary, selfTest, StudyEnvironment.Here(command));
        string html = Path.Combine(workspace.Folder, "report.html"), markdown = Path.Combine(workspace.Folder, "report.md");
        AtomicFile.WriteText(html, HtmlReport.Render(page));
        AtomicFile.WriteText(markdown, MarkdownReport.Render(page));
        return (html, markdown);
    }
}
