using System.CommandLine;
using System.CommandLine.Completions;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;
using Teleo.Shell;

namespace Teleo.Commands;

/// <summary>
/// The command <c>teleo completion SHELL</c> prints a completion script for a shell. The script asks the program itself, so it is always up
/// to date.
/// </summary>
internal static class CompletionCommands
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _teleo() {
              local IFS=$'\n'
              local found=$("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
              COMPREPLY=($(compgen -W "$found" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _teleo teleo
            """,
        ["zsh"] = """
            #compdef teleo
            _teleo() {
              local -a found
              found=("${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
              if [[ -n "${found[1]}" ]]; then compadd -a found; else _files; fi
            }
            compdef _teleo teleo
            """,
        ["fish"] = """
            function __teleo_complete
              set -l words (commandline -opc) (commandline -ct)
              $words[1] complete -- $words[2..] 2>/dev/null
            end
            complete -c teleo -a '(__teleo_complete)'
            """,
    };

    private static readonly Argument<string> ShellName = new("SHELL") { Description = string.Join(", ", Scripts.Keys) };

    private static readonly Argument<string[]> Words = new("WORDS") { Arity = ArgumentArity.ZeroOrMore };

    public static Subcommand Completion() => new(
        "completion",
        "Print a script that completes commands in a shell",
        Run,
        ["source <(teleo completion bash)"])
    {
        ShellName,
    };

    /// <summary>The command that the scripts call.</summary>
    public static Subcommand Complete()
    {
        var verb = new Subcommand("complete", "List the completions of the last word", List) { Words };
        verb.Hidden = true;
        return verb;
    }

    private static ExitCode Run(CommandContext context)
    {
        string shell = context.Get(ShellName);
        if (!Scripts.TryGetValue(shell, out string? script)) throw CommandFailure.UnknownName("shell", shell, Scripts.Keys);
        return context.Result(new { Shell = shell, Script = script }, r => context.Line(r.Script));
    }

    private static ExitCode List(CommandContext context)
    {
        string[] words = context.Get(Words);
        string last = words.LastOrDefault(""), before = words.Length > 1 ? words[^2] : "";
        var command = context.Root;
        foreach (string word in words.SkipLast(1))
            command = command.Subcommands.FirstOrDefault(c => c.Name == word && !c.Hidden) ?? command;
        var names = last.StartsWith('-')
            ? command.Options.Concat(context.Root.Options.Where(o => o.Recursive)).Select(o => o.Name).Distinct()
            : command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
        var option = command.Options.FirstOrDefault(known => known.Name == before || known.Aliases.Contains(before));
        if (option is not null && option.ValueType != typeof(bool))
        {
            // Of a list with commas the last item is completed, and what stands before it is kept.
            int start = last.LastIndexOf(',') + 1;
            names = ValuesOf(option).Select(value => last[..start] + value);
        }

        string[] found = [.. names.Where(name => name.StartsWith(last, StringComparison.Ordinal))];
        return context.Result(found, f => { foreach (string name in f) context.Line(name); });
    }

    /// <summary>Returns the known values of an option: shipped names, or the option's own list.</summary>
    private static IEnumerable<string> ValuesOf(Option option) => option.Name switch
    {
        "--policy" or "--policies" or "--against" => PolicyCatalog.Names,
        "--workload" or "--workloads" => WorkloadLibrary.Names,
        "--world" or "--worlds" => WorldLibrary.Names,
        "--machine" => Machines.Names,
        _ => option.GetCompletions(CompletionContext.Empty)
            .Select(item => option.ValueType.IsEnum ? item.Label.ToLowerInvariant() : item.Label),
    };
}
