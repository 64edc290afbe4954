using System.CommandLine;
using System.CommandLine.Parsing;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Tables;

namespace Teleo.Shell;

/// <summary>Everything that a command's body may use: arguments, output, clock, and cancellation.</summary>
internal sealed class CommandContext(ParseResult parsed, Terminal terminal, Interrupt interrupt, bool json)
{
    public Terminal Terminal { get; } = terminal;

    public Interrupt Interrupt { get; } = interrupt;

    public CancellationToken Cancellation { get; } = interrupt.Token;

    public TimeProvider Clock => Terminal.Clock;

    /// <summary>The result is wanted as JSON, and nothing else on the result stream.</summary>
    public bool IsJson { get; } = json;

    /// <summary>The root of the command tree.</summary>
    public Command Root => parsed.RootCommandResult.Command;

    public T Get<T>(Option<T> option) => parsed.GetValue(option)!;

    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    /// <summary>Returns the names of an option with commas between them; the word <c>all</c> stands for all of a list.</summary>
    public string[] List(Option<string> option, IEnumerable<string>? all = null) => Get(option) switch
    {
        null => [],
        "all" when all is not null => [.. all],
        var names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    };

    /// <summary>Returns true if the option was written by the user, not left at its default.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The command line as it was typed, after the name of the program.</summary>
    public string Asked => $"teleo {Spelled(parsed.Tokens)}";

    /// <summary>Those options of a list that the user wrote, as they were written.</summary>
    public string Spelled(IEnumerable<Option> options) => string.Join(' ',
        options.Where(Has).Select(option => $"{option.Name} {Spelled(parsed.GetResult(option)!.Tokens)}".TrimEnd()));

    /// <summary>Returns the path of a file to make, which must not exist.</summary>
    public string GetNewFile(Argument<string> argument) => !File.Exists(Get(argument)) ? Get(argument)
        : throw CommandFailure.BadInput("AlreadyThere", "a file of this name is there and is not replaced; name another", Get(argument));

    /// <summary>Returns the path of an existing file; otherwise the failure names the nearest one beside it.</summary>
    public string GetFile(Argument<string> argument) => ExistingFile(Get(argument));

    public static string ExistingFile(string path)
    {
        if (FileIdentity.Behind(path) is not null)
        {
            InputFile.RequirePlain(path);
            return path;
        }

        string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        var neighbours = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!) : [];
        string near = string.Join(" or ", Suggestions.For(Path.GetFileName(path), neighbours));
        throw CommandFailure.BadInput("FileNotFound", near.Length > 0 ? $"no such file; did you mean {near}?" : "no such file", path);
    }

    /// <summary>
    /// Prints the result: its JSON with <c>--json</c>, else what <paramref name="text"/> writes for people. Returns
    /// <paramref name="exit"/>.
    /// </summary>
    public ExitCode Result<T>(T value, Action<T> text, ExitCode exit = ExitCode.Ok)
    {
        if (IsJson) Line(Json.Of(value));
        else text(value);
        return exit;
    }

    public void Line(string text = "") => Terminal.Out.WriteLine(text);

    /// <summary>Text broken into lines no longer than the terminal is wide.</summary>
    /// <param name="indent">Spaces before each line.</param>
    public void Paragraph(string text, int indent = 0)
    {
        foreach (string line in TextLines.Wrap(text, Terminal.Width - indent)) Line(new string(' ', indent) + line);
    }

    public void Write(Table table) => Terminal.Write(table);

    /// <summary>A remark that is not part of the result.</summary>
    public void Note(string text) => Terminal.Error.WriteLine(MessageText.Shown($"teleo: {text}"));

    private static string Spelled(IEnumerable<Token> tokens) =>
        string.Join(' ', tokens.Select(token => token.Value.Contains(' ') ? $"\"{token.Value}\"" : token.Value));

    public ProgressLine Progress(string what) => new(Terminal, what);

    /// <summary>Runs long work with a line of progress, which is erased before other output.</summary>
    public T During<T>(string what, Func<ProgressLine, T> work)
    {
        using var progress = Progress(what);
        return work(progress);
    }

    /// <summary>Runs one step for each item, with such a line.</summary>
    public IReadOnlyList<TResult> ForEach<T, TResult>(string what, IReadOnlyList<T> items, Func<T, string> name, Func<T, TResult> work) =>
        During(what, progress => items.Select((item, done) =>
        {
            Cancellation.ThrowIfCancellationRequested();
            progress.Report(done, items.Count, name(item));
            return work(item);
        }).ToList());
}
