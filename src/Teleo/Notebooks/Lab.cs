using System.Net;
using System.Reflection;
using System.Text.Json;
using Teleo.Commands;
using Teleo.Experiments.Research;
using Teleo.Figures.Drawing;
using Teleo.Shell;

namespace Teleo.Notebooks;

/// <summary>
/// The members that a notebook cell may call by name alone: every <c>teleo</c> command, and the display of anything. A notebook shows
/// nothing that cannot also be had from the command line.
/// </summary>
public static class Lab
{
    private static readonly AsyncLocal<Action<object>?> Shower = new();

    /// <summary>
    /// Runs one command of the program, such as <c>Command("sim compare -w drift -c 6 --json")</c>; a failing one throws with what it said.
    /// </summary>
    public static CommandResult Command(string line)
    {
        var terminal = Terminal.Captured(Program.Clock, "");
        using var interrupt = new Interrupt();
        string[] words = [.. System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(line)];
        var exit = CommandLine.RunAsync(TeleoCommands.Tree, words, terminal, interrupt).GetAwaiter().GetResult();
        if (exit != ExitCode.Ok) throw new InvalidOperationException($"teleo {line}: exit {(int)exit}\n{terminal.Error}");
        return new CommandResult(terminal.Out.ToString()!, words.Contains("--json"));
    }

    /// <summary>Shows a value at once: a figure as a picture, records as a table.</summary>
    public static void Show(object value) => (Shower.Value ?? Polyglot() ?? (shown => Console.WriteLine(shown)))(value);

    /// <summary>Returns what shows values in the C# kernel of Polyglot notebooks; null outside it.</summary>
    private static Action<object>? Polyglot()
    {
        const string name = "Microsoft.DotNet.Interactive";
        var kernel = AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == name);
        var display = kernel?.GetType(name + ".Kernel")?.GetMethod("display", BindingFlags.Public | BindingFlags.Static);
        return display is null ? null : value => display.Invoke(null, [value, Array.Empty<string>()]);
    }

    internal static void ShowThrough(Action<object>? shower) => Shower.Value = shower;
}

/// <summary>The output of a command.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed record CommandResult(string Text, bool IsJson) : IShown
{
    string IShown.Html => (IsJson ? Display.HtmlOf(Json) : null) ?? $"<pre>{WebUtility.HtmlEncode(Text)}</pre>";

    /// <summary>The result as JSON, where the command was asked for it.</summary>
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>A member of the result, by a path such as <c>rows.0.cost</c>.</summary>
    public JsonElement this[string path]
    {
        get
        {
            var at = Json;
            foreach (string step in path.Split('.')) at = int.TryParse(step, out int index) ? at[index] : at.GetProperty(step);
            return at;
        }
    }

    public override string ToString() => Text;
}
