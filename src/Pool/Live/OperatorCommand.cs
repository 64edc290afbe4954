using System.Globalization;
using Teleo.Engine.Input;

namespace Teleo.Pool.Live;

internal enum OperatorVerb
{
    /// <summary>Forbids unloading.</summary>
    Pin,
    Unpin,

    /// <summary>Takes a skill out of memory at once, whatever protects it, and keeps it out until it is restored.</summary>
    Unload,

    /// <summary>Takes a skill out of the eligible set.</summary>
    Retire,

    /// <summary>Lets a skill be loaded again that was unloaded or retired.</summary>
    Restore,

    /// <summary>Undoes the last structural command, and keeps out what it had brought.</summary>
    Rollback,

    /// <summary>Ends the run at once.</summary>
    Shutdown,
}

/// <summary>
/// One operator command and its time. Written <c>at 10 unload addition@1.0.0#q8_0</c>; without <c>at</c> it applies at once.
/// </summary>
internal sealed record OperatorCommand(OperatorVerb Verb, string Skill = "")
{
    /// <summary>Seconds of the plant's time.</summary>
    public double AtSeconds { get; init; }

    public bool NamesSkill => Verb is not (OperatorVerb.Rollback or OperatorVerb.Shutdown);

    public static OperatorCommand Parse(string line)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        double at = 0;
        if (words is ["at", var time, ..])
        {
            if (!double.TryParse(time, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out at))
                throw Wrong(line, $"'{time}' is no time in seconds");
            words = words[2..];
        }

        if (words.Length == 0) throw Wrong(line, "it says nothing");
        string[] known = [.. Enum.GetNames<OperatorVerb>().Select(name => name.ToLowerInvariant())];
        if (!known.Contains(words[0])) throw Wrong(line, $"no command '{words[0]}'{Suggestions.Sentence(words[0], known)}");
        var command = new OperatorCommand(Enum.Parse<OperatorVerb>(words[0], ignoreCase: true),
            words.ElementAtOrDefault(1) ?? "")
        { AtSeconds = at };
        if (command.NamesSkill != (words.Length == 2)) throw Wrong(line, command.NamesSkill ? "it needs one skill" : "it takes no skill");
        return command;
    }

    public override string ToString() => $"{Verb.ToString().ToLowerInvariant()} {Skill}".TrimEnd();

    private static InputException Wrong(string line, string why) => new("BadOperatorCommand", $"'{line.Trim()}': {why}");
}

/// <summary>The result of an operator's command.</summary>
internal sealed record OperatorReceipt(double AtSeconds, string Command, bool Done, string Detail);
