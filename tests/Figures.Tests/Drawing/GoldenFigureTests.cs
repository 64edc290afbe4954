using System.Text;
using Teleo.Figures.Drawing;

namespace Teleo.Figures.Tests.Drawing;

/// <summary>
/// The figures as last looked at by a person. <c>UPDATE_GOLDEN=1</c> writes them anew, to be looked at again.
/// </summary>
public class GoldenFigureTests
{
    public static IEnumerable<object[]> Names => Gallery.All.Select(figure => new object[] { figure.Id });

    [Theory, MemberData(nameof(Names))]
    public void Each_kind_of_figure_is_drawn_as_its_golden_file(string id)
    {
        var figure = Gallery.Named(id);
        foreach (var (file, content) in new[]
        {
            ($"{id}.svg", SvgRenderer.Markup(figure, Theme.Light)),
            ($"{id}.dark.svg", SvgRenderer.Markup(figure, Theme.Dark)),
            ($"{id}.csv", FigureCsv.Text(figure)),
        })
        {
            string path = Repository.PathOf("tests", "data", "golden", "figures", file);
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, content, new UTF8Encoding(false));
            }

            Assert.Equal(File.ReadAllText(path), content);
        }
    }
}
