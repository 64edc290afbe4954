using Teleo.Shell;

namespace Teleo.Checks;

/// <summary>The group <c>teleo check</c>: compares the program's own instruments with known answers.</summary>
internal static class CheckCommands
{
    public static Subcommand Build() => new("check", "Check the program's own instruments against known answers")
    {
        TheoryCommand.Build(), TrapsCommand.Build(), FaultsCommand.Build(), AnalysisCommand.Build(),
    };
}
