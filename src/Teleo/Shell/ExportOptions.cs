using System.CommandLine;
using Teleo.Experiments.Tables;

namespace Teleo.Shell;

/// <summary>The options of every command that writes tables for analysis.</summary>
internal static class ExportOptions
{
    public static Option<string> Format { get; } = Make(TableFiles.Formats, "Format of the tables: parquet or csv");

    public static Option<string> Out { get; } = new("--out", "-o")
    {
        Description = "The folder for the tables",
        DefaultValueFactory = _ => "tables",
        HelpName = "FOLDER",
    };

    /// <summary>The option of a command that writes one of several formats; the first is the default.</summary>
    public static Option<string> Make(IReadOnlyList<string> formats, string description)
    {
        var option = new Option<string>("--format")
        {
            Description = description,
            DefaultValueFactory = _ => formats[0],
            HelpName = "F",
        };
        option.AcceptOnlyFromAmong([.. formats]);
        return option;
    }
}
