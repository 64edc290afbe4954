using System.CommandLine;
using Teleo.Figures.Plots;

namespace Teleo.Shell;

/// <summary>The option <c>--format</c> of every command that draws.</summary>
internal static class FormatOption
{
    public static Option<string[]> Format { get; } = Make();

    private static Option<string[]> Make()
    {
        var option = new Option<string[]>("--format")
        {
            Description = "Formats of each figure: svg, png, pdf, or csv for its numbers",
            DefaultValueFactory = _ => [.. FigureFiles.Usual],
            AllowMultipleArgumentsPerToken = true,
            HelpName = "F",
        };
        option.AcceptOnlyFromAmong([.. FigureFiles.Formats]);
        return option;
    }
}
