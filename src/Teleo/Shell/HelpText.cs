using System.CommandLine;
using Teleo.Experiments.Tables;

namespace Teleo.Shell;

/// <summary>Writes what <c>--help</c> shows: of the program by task, of a group its verbs, of a verb its arguments.</summary>
internal sealed class HelpText(Terminal terminal)
{
    private const int NameWidth = 28;

    public void OfProgram(CommandTree tree)
    {
        Paragraph(tree.Root.Description!);
        Heading("Usage");
        Line("  teleo COMMAND [OPTIONS]");
        foreach (var (task, verbs) in tree.Tasks)
        {
            var shown = verbs.Where(v => !v.Hidden).ToList();
            if (shown.Count > 0) Heading(task);
            foreach (var verb in shown) Entry(verb.Name, verb.Description);
        }

        Options(tree.Root, []);
        Examples([.. tree.Tasks.SelectMany(t => t.Verbs).SelectMany(v => v.Examples.Take(1))]);
        Line("\n`teleo help COMMAND` says more about each. NO_COLOR is honoured.");
    }

    public void Of(Subcommand verb, IReadOnlyList<string> path)
    {
        var subcommands = verb.Subcommands.Where(c => !c.Hidden).ToList();
        Paragraph(verb.Description!);
        Heading("Usage");
        var words = path.Append(subcommands.Count > 0 ? "COMMAND" : "").Concat(verb.Arguments.Select(Usage)).Append("[OPTIONS]");
        Line("  teleo " + string.Join(' ', words.Where(w => w.Length > 0)));
        if (subcommands.Count > 0) Heading("Commands");
        foreach (var command in subcommands) Entry(command.Name, command.Description);
        if (verb.Arguments.Count > 0) Heading("Arguments");
        foreach (var argument in verb.Arguments) Entry(NameOf(argument), argument.Description);
        Options(verb, Inherited(verb));
        Examples(subcommands.Count == 0 ? verb.Examples : [.. subcommands.OfType<Subcommand>().SelectMany(c => c.Examples.Take(1))]);
    }

    private static IEnumerable<Option> Inherited(Command command) =>
        command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(o => o.Recursive).Concat(Inherited(parent)));

    private void Options(Command command, IEnumerable<Option> inherited)
    {
        var options = command.Options.Concat(inherited).Where(o => !o.Hidden).ToList();
        if (options.Count == 0) return;
        Heading("Options");
        foreach (var option in options)
        {
            string value = option.ValueType == typeof(bool) ? "" : $" {option.HelpName ?? "VALUE"}";
            string name = string.Join(", ", option.Aliases.Where(a => a.Length == 2).Append(option.Name)) + value;
            bool saysDefault = option.HasDefaultValue && option.ValueType != typeof(bool) && option.GetDefaultValue() is not (null or "");
            string remark = option.Required ? " (required)" : saysDefault ? $" [{Shown(option.GetDefaultValue()!)}]" : "";
            Entry(name, option.Description + remark);
        }
    }

    /// <summary>A default as one would type it.</summary>
    private static string Shown(object value) => value switch
    {
        double.PositiveInfinity => "never",
        Enum choice => choice.ToString().ToLowerInvariant(),
        System.Collections.IEnumerable many and not string => string.Join(',', many.Cast<object>()),
        _ => value.ToString()!,
    };

    private void Examples(IReadOnlyList<string> examples)
    {
        if (examples.Count == 0) return;
        Heading("Examples");
        foreach (string example in examples) Line("  " + example);
    }

    private void Heading(string text) => Line($"\n{terminal.Bold(text)}");

    private void Paragraph(string text) => Line(string.Join('\n', TextLines.Wrap(text, terminal.Width)));

    /// <summary>Writes a name and its description, wrapped beside it.</summary>
    private void Entry(string name, string? description)
    {
        int room = terminal.Width - NameWidth - 4;
        string start = name.Length <= NameWidth ? $"  {name.PadRight(NameWidth)}  " : $"  {name}\n{new string(' ', NameWidth + 4)}";
        Line((start + string.Join("\n" + new string(' ', NameWidth + 4), TextLines.Wrap(description ?? "", room))).TrimEnd());
    }

    internal static string NameOf(Argument argument) => argument.HelpName ?? argument.Name.ToUpperInvariant();

    private static string Usage(Argument argument)
    {
        string name = NameOf(argument);
        string many = argument.Arity.MaximumNumberOfValues > 1 ? $"{name}..." : name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{many}]" : many;
    }

    private void Line(string text) => terminal.Out.WriteLine(text);
}
