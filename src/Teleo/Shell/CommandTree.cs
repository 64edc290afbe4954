using System.CommandLine;

namespace Teleo.Shell;

/// <summary>All verbs of the program, in the order and under the tasks in which the help shows them.</summary>
internal sealed class CommandTree
{
    public static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON", Recursive = true };
    public static readonly Option<bool> Help = new("--help", "-h")
    {
        Description = "Print this help",
        Recursive = true,
    };
    public static readonly Option<bool> Version = new("--version") { Description = "Print the version" };

    public CommandTree(string description, IReadOnlyList<(string Task, IReadOnlyList<Subcommand> Verbs)> tasks)
    {
        Tasks = tasks;
        Root = new Subcommand("teleo", description);
        foreach (var option in (Option[])[Json, Help, Version]) Root.Add(option);
        foreach (var verb in tasks.SelectMany(t => t.Verbs)) Root.Add(verb);
    }

    public Subcommand Root { get; }

    public IReadOnlyList<(string Task, IReadOnlyList<Subcommand> Verbs)> Tasks { get; }
}
