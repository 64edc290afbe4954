using System.CommandLine;

namespace Teleo.Shell;

/// <summary>One word of the command line: a group if other commands are added to it, else a command with a body.</summary>
internal sealed class Subcommand : Command
{
    /// <summary>A group: <c>new Verb("model", "...") { info, generate }</c>.</summary>
    public Subcommand(string name, string description, IReadOnlyList<string>? examples = null)
        : base(name, description) => Examples = examples ?? [];

    /// <summary>A command: <c>new Verb("info", "...", Info) { File, Depth }</c>.</summary>
    public Subcommand(string name, string description, Func<CommandContext, ExitCode> body, IReadOnlyList<string>? examples = null)
        : this(name, description, context => Task.FromResult(body(context)), examples)
    {
    }

    /// <summary>A command that waits for something.</summary>
    public Subcommand(string name, string description, Func<CommandContext, Task<ExitCode>> body, IReadOnlyList<string>? examples = null)
        : this(name, description, examples) => Body = body;

    /// <summary>Adds options that several commands share.</summary>
    public void Add(IEnumerable<Option> shared)
    {
        foreach (var option in shared) Add(option);
    }

    public Func<CommandContext, Task<ExitCode>>? Body { get; }

    /// <summary>Whole command lines that work, shown by <c>--help</c>.</summary>
    public IReadOnlyList<string> Examples { get; }
}
