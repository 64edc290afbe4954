using System.CommandLine;
using Teleo.Experiments.Tables;

namespace Teleo.Shell;

/// <summary>The options of every command that writes tables for analysis.</summary>
internal static class ExportOptions
{
    public static Option<string> Format { get; } = Make();

    public static Option<string> Out { get; } = new("--out", "-o")
    {
        Description = "The folder for the tables",
        DefaultValueFactory = _ => "tables",
        HelpName = "FOLDER",
    };

    private static Option<string> Make()
    {
        var option = new Option<string>("--format")
        {
            Description = "Format of the tables: parquet or csv",
            DefaultValueFactory = _ => TableFiles.Parquet,
            HelpName = "F",
        };
        option.AcceptOnlyFromAmong([.. TableFiles.Formats]);
        return option;
    }
}
