using System.Globalization;
using System.Text;
using Teleo.Controller.State;
using Teleo.Experiments.Plants;
using Teleo.Experiments.Shell;

namespace Teleo.Experiments.Commands;

/// <summary>A running pool on the terminal: redrawn in place where a person looks, a line now and then where nobody does.</summary>
internal sealed class LiveView(Terminal terminal)
{
    private const int MostSkills = 16;
    private int _drawn;

    public void Show(LivePulse pulse)
    {
        if (!terminal.IsInteractive)
        {
            terminal.Out.WriteLine(Line(pulse));
            return;
        }

        var text = new StringBuilder();
        if (_drawn > 0) text.Append(CultureInfo.InvariantCulture, $"\e[{_drawn}A");
        string[] lines = [.. Lines(pulse)];
        foreach (string line in lines) text.Append("\e[2K").Append(line.Length < terminal.Width ? line : line[..(terminal.Width - 1)]).Append('\n');
        for (int i = lines.Length; i < _drawn; i++) text.Append("\e[2K\n");
        _drawn = Math.Max(_drawn, lines.Length);
        terminal.Out.Write(text);
        terminal.Out.Flush();
    }

    private static string Line(LivePulse pulse) =>
        $"{Time(pulse)}  {Share(pulse)}  E {PoolTable.Text(pulse.Resource)}  queue {pulse.Skills.Sum(skill => skill.Queued)}  {pulse.Ended} of {pulse.Arrived} ended, {pulse.Right} right  {pulse.Decisions.LastOrDefault()?.Trim()}";

    private static IEnumerable<string> Lines(LivePulse pulse)
    {
        yield return $"pool {Time(pulse)}   {Bar((double)pulse.UsedBytes / pulse.BudgetBytes)} {Share(pulse)}   E {PoolTable.Text(pulse.Resource)}   {pulse.Ended} of {pulse.Arrived} ended, {pulse.Right} right";
        yield return "";
        var shown = pulse.Skills.OrderByDescending(skill => skill.Lifecycle == Lifecycle.Active).ThenByDescending(skill => skill.Queued).Take(MostSkills).ToList();
        foreach (var skill in shown) yield return $"  {Mark(skill)} {skill.Name,-32} {Stage(skill),-10} queue {skill.Queued,4}  running {skill.Running,2}  answered {skill.Completions,6}";
        if (pulse.Skills.Length > shown.Count) yield return $"    and {pulse.Skills.Length - shown.Count} more";
        yield return "";
        yield return "last decisions";
        foreach (string decision in pulse.Decisions) yield return $"  {decision}";
    }

    private static char Mark(LivePulseRow skill) => skill.Pinned ? '^' : skill.Transition != Transition.None ? '~' : skill.Lifecycle == Lifecycle.Active ? '*' : skill.Reserved ? 'r' : ' ';

    private static string Stage(LivePulseRow skill) => (skill.Transition == Transition.None ? skill.Lifecycle.ToString() : skill.Transition.ToString()).ToLowerInvariant();

    private static string Time(LivePulse pulse) => string.Create(CultureInfo.InvariantCulture, $"{pulse.PlantSeconds,8:F1} s");

    private static string Share(LivePulse pulse) => $"{PoolTable.Bytes(pulse.UsedBytes)} of {PoolTable.Bytes(pulse.BudgetBytes)}";

    private static string Bar(double share)
    {
        int full = (int)Math.Round(Math.Clamp(share, 0, 1) * 20);
        return new string('█', full) + new string('░', 20 - full);
    }
}
