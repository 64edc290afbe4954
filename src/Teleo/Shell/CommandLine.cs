using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Teleo.Engine;
using Teleo.Engine.Input;
using Teleo.Engine.Skills;

namespace Teleo.Shell;

/// <summary>Runs the command line: parses, prints help, runs the command, reports errors, and returns the exit code.</summary>
internal static class CommandLine
{
    // No response files: a prompt may begin with '@'. No bundling: there are no bundles of one-letter options.
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    private static readonly string[] FileWords = ["FILE", "FOLDER", "DIR"];

    public static async Task<ExitCode> RunAsync(
        CommandTree tree, IReadOnlyList<string> args, Terminal terminal, Interrupt interrupt)
    {
        var exit = await GuardedAsync(tree, args, terminal, interrupt);
        return terminal.TryFlush() || exit != ExitCode.Ok ? exit : ExitCode.Failed;
    }

    private static async Task<ExitCode> GuardedAsync(
        CommandTree tree, IReadOnlyList<string> args, Terminal terminal, Interrupt interrupt)
    {
        try
        {
            return ExitOf(await DispatchAsync(tree, args, terminal, interrupt));
        }
        catch (Exception thrown)
        {
            // Of several that ended together the first is reported.
            var first = thrown is AggregateException several ? several.Flatten().InnerExceptions[0] : thrown;
            if (first is IOException or UnauthorizedAccessException && !terminal.TryFlush()) return ExitCode.Failed;
            return Report(Expected(first) ?? DefectReport.Of(thrown, args, terminal.Clock.GetUtcNow(), Path.GetTempPath()));
        }

        ExitCode Report(CommandFailure failure)
        {
            terminal.TryFlush();
            terminal.Error.WriteLine(failure);
            return ExitOf(failure.Exit);
        }

        // Both ways of being stopped are one to a command.
        ExitCode ExitOf(ExitCode exit) => exit == ExitCode.Cancelled && interrupt.IsTerminated ? ExitCode.Terminated : exit;
    }

    /// <summary>The failure that an exception means; null where it is a defect of the program.</summary>
    private static CommandFailure? Expected(Exception thrown) => thrown switch
    {
        CommandFailure failure => failure,
        InputException wrong => CommandFailure.Of(wrong),
        SkillException refused => CommandFailure.Of(refused),
        OperationCanceledException => new CommandFailure(ExitCode.Cancelled, "Cancelled", "stopped before the end"),
        EngineException problem => CommandFailure.BadInput(problem.Code.ToString(), problem.Message),
        IOException or UnauthorizedAccessException => new CommandFailure(ExitCode.Failed, "InputOutput", thrown.Message),
        _ => null,
    };

    private static async Task<ExitCode> DispatchAsync(CommandTree tree, IReadOnlyList<string> args, Terminal terminal, Interrupt interrupt)
    {
        args = Expanded(args);
        var parsed = tree.Root.Parse(args, Plain);
        var verb = (Subcommand)parsed.CommandResult.Command;
        var help = new HelpText(terminal);
        if (parsed.GetValue(CommandTree.Help))
        {
            if (verb.Body is null && parsed.UnmatchedTokens is [var missing, ..]) throw Unknown(parsed, verb, missing);
            if (verb == tree.Root) help.OfProgram(tree);
            else help.Of(verb, PathOf(parsed.CommandResult));
            return ExitCode.Ok;
        }

        if (!args.Contains("--") && MistakenOption(parsed.CommandResult) is { } option) throw Unknown(parsed, verb, option);
        if (parsed.UnmatchedTokens is [var unknown, ..]) throw Unknown(parsed, verb, unknown);
        if (parsed.GetValue(CommandTree.Version))
        {
            terminal.Out.WriteLine(typeof(CommandLine).Assembly.GetName().Version!.ToString(3));
            return ExitCode.Ok;
        }

        if (args.Count == 0)
        {
            help.OfProgram(tree);
            return ExitCode.Usage;
        }

        if (verb.Body is null)
            throw CommandFailure.Usage($"say which command of {PathText(parsed)}: {string.Join(", ", NamesBelow(verb))}");
        if (Missing(parsed.CommandResult) is { } lacks) throw CommandFailure.Usage($"{PathText(parsed)} needs {lacks}");
        if (parsed.Errors is [var error, ..]) throw CommandFailure.Usage(Explain(error));
        if ((ImpossibleNumber(parsed.CommandResult) ?? ImpossibleName(parsed.CommandResult)) is { } impossible)
            throw CommandFailure.Usage(impossible);
        return await verb.Body(new CommandContext(parsed, terminal, interrupt, parsed.GetValue(CommandTree.Json)));
    }

    /// <summary>
    /// Returns the words in this program's form: <c>help X</c> is <c>X --help</c>, and <c>version</c> is <c>--version</c>.
    /// </summary>
    private static IReadOnlyList<string> Expanded(IReadOnlyList<string> args) =>
        args is ["help", ..] ? [.. args.Skip(1), CommandTree.Help.Name] : args is ["version"] ? [CommandTree.Version.Name] : args;

    /// <summary>The first argument or required option that was not given, with its meaning; null where none is missing.</summary>
    private static string? Missing(CommandResult command)
    {
        var argument = command.Command.Arguments.FirstOrDefault(known =>
            !known.HasDefaultValue && (command.GetResult(known)?.Tokens.Count ?? 0) < known.Arity.MinimumNumberOfValues);
        if (argument is not null) return $"{HelpText.NameOf(argument)}: {argument.Description}";
        var option = command.Command.Options.FirstOrDefault(known => known.Required && command.GetResult(known) is null);
        return option is null ? null : $"{option.Name} {option.HelpName ?? "VALUE"}: {option.Description}";
    }

    /// <summary>A misspelt option that the library took for the value of an argument.</summary>
    private static string? MistakenOption(CommandResult command) =>
        command.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .FirstOrDefault(value => value is ['-', not (>= '0' and <= '9'), ..]);

    /// <summary>Refuses an invalid number: none, an infinite one, one with a comma, or one outside the option's range.</summary>
    private static string? ImpossibleNumber(CommandResult command)
    {
        foreach (var option in command.Children.OfType<OptionResult>())
        {
            var type = Nullable.GetUnderlyingType(option.Option.ValueType) ?? option.Option.ValueType;
            foreach (string text in option.Tokens.Select(token => token.Value))
            {
                if (type == typeof(double) && double.TryParse(text, CultureInfo.InvariantCulture, out double number)
                    && (!double.IsFinite(number) || text.Contains(',')))
                    return $"{option.Option.Name} cannot be '{text}': it takes a number, such as 1.5";
                if (option.Option.Name == "--seed" && text.StartsWith('-'))
                    return $"{option.Option.Name} cannot be '{text}': it takes a whole number of at least 0";
            }

            if (option is { Implicit: false, Option: ICheckedOption known } && known.ProblemIn(option) is { } problem) return problem;
        }

        return null;
    }

    /// <summary>Returns a word that cannot be a file name where a file or a folder is expected.</summary>
    private static string? ImpossibleName(CommandResult command)
    {
        foreach (var result in command.Children)
        {
            var (name, tokens, isFile) = result switch
            {
                OptionResult option => (option.Option.Name, option.Tokens, IsFile(option.Option.HelpName)),
                ArgumentResult argument =>
                    (HelpText.NameOf(argument.Argument), argument.Tokens, argument.Argument.ValueType == typeof(string)),
                _ => ("", [], false),
            };
            foreach (string text in tokens.Select(token => token.Value))
            {
                if (isFile && text.Length == 0) return $"{name} is empty; give a name";
                if (text.Contains('\0')) return $"{name} holds a NUL character; leave it out";
                if (Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) != text) return $"{name} holds half a character; leave it out";
            }
        }

        return null;
    }

    private static bool IsFile(string? helpName) =>
        helpName is not null && FileWords.Any(word => helpName.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static CommandFailure Unknown(ParseResult parsed, Subcommand verb, string word)
    {
        if (!word.StartsWith('-'))
            return verb.Body is null
                ? UnknownCommand(parsed, word, [.. NamesBelow(verb)])
                : CommandFailure.Usage($"'{word}' is one word too many for {PathText(parsed)}; put a text of several words in quotes");
        string[] options = [.. verb.Options.Select(o => o.Name), CommandTree.Json.Name, CommandTree.Help.Name];
        string near = string.Join(" or ", Suggestions.For(word, options));
        string remedy = near.Length > 0 ? $"did you mean {near}?" : "--help lists its options";
        return CommandFailure.Usage($"{PathText(parsed)} has no option {word}; {remedy}");
    }

    private static CommandFailure UnknownCommand(ParseResult parsed, string word, string[] known)
    {
        string near = Suggestions.Sentence(word, known);
        string path = string.Join(' ', PathOf(parsed.CommandResult).Prepend("teleo help"));
        return CommandFailure.Usage($"no command '{word}'{(near.Length > 0 ? near : $"; `{path}` lists them")}");
    }

    /// <summary>Returns the library's message, except for a wrong value, which is reported in the user's terms.</summary>
    private static string Explain(ParseError error)
    {
        var result = error.SymbolResult is ArgumentResult { Parent: OptionResult option } ? option : error.SymbolResult;
        if (result is OptionResult { Tokens: [] } bare) return $"{bare.Option.Name} needs a value: {bare.Option.Description}";
        bool isWrongType = error.Message.Contains("Cannot parse", StringComparison.Ordinal);
        if (result is not OptionResult { Tokens: [.., var last] } wrong) return error.Message.TrimEnd('.');
        if (!isWrongType) return $"{wrong.Option.Name} cannot be '{last.Value}': {wrong.Option.Description}";
        var type = Nullable.GetUnderlyingType(wrong.Option.ValueType) ?? wrong.Option.ValueType;
        string wanted = type == typeof(double) || type == typeof(float) ? "a number"
            : type.IsEnum ? string.Join(", ", Enum.GetNames(type)).ToLowerInvariant()
            : type.IsPrimitive ? "a whole number in range"
            : "a value of another kind";
        return $"{wrong.Option.Name} cannot be '{last.Value}': it takes {wanted}";
    }

    private static IEnumerable<string> NamesBelow(Subcommand verb) => verb.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);

    private static string PathText(ParseResult parsed) => string.Join(' ', PathOf(parsed.CommandResult).Prepend("teleo"));

    private static List<string> PathOf(CommandResult command)
    {
        var words = new List<string>();
        for (var at = command; at.Parent is CommandResult parent; at = parent) words.Insert(0, at.Command.Name);
        return words;
    }
}
