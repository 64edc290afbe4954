using System.Globalization;
using System.Text;
using Teleo.Controller.Domain;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Live;
using Teleo.Shell;

namespace Teleo.Pools;

/// <summary>
/// A running pool on the terminal: a view that is redrawn in place on a terminal, so that commands can be typed below it; occasional lines
/// otherwise.
/// </summary>
internal sealed class LiveView(Terminal terminal) : IDisposable
{
    private const int MostSkills = 16;

    /// <summary>Lines of the view besides those of skills, and below it for typed commands and their answers.</summary>
    private const int OtherLines = 16, TypedLines = 3;
    private const string OpenPage = "\e[?1049h\e[2J\e[H", ClosePage = "\e[?1049l", SaveCursor = "\e7",
        RestoreCursor = "\e8", Home = "\e[H", EraseLine = "\e[2K";
    private bool _isOpen;

    public void Show(LiveSnapshot pulse)
    {
        if (!terminal.IsInteractive)
        {
            terminal.Out.WriteLine(Line(pulse));
            return;
        }

        var text = new StringBuilder(_isOpen ? SaveCursor + Home : OpenPage);
        int skills = Math.Clamp(terminal.Height - OtherLines - TypedLines, 1, MostSkills);
        string[] lines = [.. Lines(pulse, skills)];
        for (int i = 0; i < skills + OtherLines; i++)
        {
            string line = i < lines.Length ? lines[i] : "";
            text.Append(EraseLine).Append(line.Length < terminal.Width ? line : line[..(terminal.Width - 1)]).Append('\n');
        }

        if (_isOpen) text.Append(RestoreCursor);
        _isOpen = true;
        terminal.Out.Write(text);
        terminal.Out.Flush();
    }

    public void Dispose()
    {
        if (!_isOpen) return;
        terminal.Out.Write(ClosePage);
        _isOpen = false;
    }

    private static string Line(LiveSnapshot pulse) =>
        $"{Time(pulse)}  {Share(pulse)}  E {QuantityText.Number(pulse.Resource)}  queue {pulse.Skills.Sum(skill => skill.Queued)}  "
            + $"{pulse.Ended} of {pulse.Arrived} ended, {pulse.Right} right  {pulse.Decisions.LastOrDefault()?.Trim()}";

    private static IEnumerable<string> Lines(LiveSnapshot pulse, int most)
    {
        yield return $"pool {Time(pulse)}   {Bar((double)pulse.UsedBytes / pulse.BudgetBytes)} {Share(pulse)}   E "
            + $"{QuantityText.Number(pulse.Resource)}   {pulse.Ended} of {pulse.Arrived} ended, {pulse.Right} right";
        yield return "";
        var alive = pulse.Skills.Where(IsAlive).OrderByDescending(skill => skill.Lifecycle == Lifecycle.Active)
            .ThenByDescending(skill => skill.Transition != Transition.None).ThenByDescending(skill => skill.Queued).ToList();
        foreach (var skill in alive.Take(most))
            yield return $"  {Mark(skill)} {skill.Name,-32} {Stage(skill),-10} queue {skill.Queued,4}  running {skill.Running,2}  "
                + $"answered {skill.Completions,6}";
        int hidden = pulse.Skills.Length - Math.Min(alive.Count, most);
        if (hidden > 0) yield return $"    and {hidden} more";
        yield return "";
        yield return "last decisions";
        foreach (string decision in pulse.Decisions) yield return $"  {decision}";
        if (pulse.Operator.IsEmpty) yield break;
        yield return "";
        yield return "operator";
        foreach (var note in pulse.Operator)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"  {note.AtSeconds,9:F2} s  {note.Command}{(note.Done ? "" : $": {note.Detail}")}");
    }

    /// <summary>Returns true if a skill has done more than be available for loading.</summary>
    private static bool IsAlive(LiveSkillSnapshot skill) =>
        skill.Lifecycle != Lifecycle.Verified || skill.Transition != Transition.None || skill.Queued > 0
            || skill.Completions > 0 || skill.Pinned || skill.Reserved;

    private static char Mark(LiveSkillSnapshot skill) =>
        skill.Pinned ? '^' : skill.Transition != Transition.None
            ? '~'
            : skill.Lifecycle == Lifecycle.Active ? '*' : skill.Reserved ? 'r' : ' ';

    private static string Stage(LiveSkillSnapshot skill) =>
        (skill.Transition == Transition.None ? skill.Lifecycle.ToString() : skill.Transition.ToString()).ToLowerInvariant();

    private static string Time(LiveSnapshot pulse) => string.Create(CultureInfo.InvariantCulture, $"{pulse.PlantSeconds,8:F1} s");

    private static string Share(LiveSnapshot pulse) => $"{ByteSize.Text(pulse.UsedBytes)} of {ByteSize.Text(pulse.BudgetBytes)}";

    private static string Bar(double share)
    {
        int full = (int)Math.Round(Math.Clamp(share, 0, 1) * 20);
        return new string('█', full) + new string('░', 20 - full);
    }
}
