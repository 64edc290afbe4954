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
    private const int MostSkills = 16, LongestName = 32;

    /// <summary>Lines below the view for typed commands and their answers.</summary>
    private const int TypedLines = 3;
    private const string Legend = "    * in memory   ~ loading or unloading   ^ pinned   r reserved";
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
        int height = Math.Max(1, terminal.Height - TypedLines);
        string[] lines = [.. Page(pulse, height)];
        for (int i = 0; i < height; i++)
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

    /// <summary>Returns the lines of the view; skills take what the other lines leave of its height.</summary>
    internal static IReadOnlyList<string> Page(LiveSnapshot pulse, int height)
    {
        string[] above =
        [
            $"pool {Time(pulse)}   {Bar((double)pulse.UsedBytes / pulse.BudgetBytes)} {Share(pulse)}   E "
                + QuantityText.Number(pulse.Resource),
            Requests(pulse), "", $"    {"skill",-LongestName}  {"state",-10}  {"waiting",7}  {"running",7}  {"answered",8}",
        ];
        string[] below = ["", "last decisions", .. pulse.Decisions.Select(decision => $"  {decision}"), .. Operator(pulse)];
        var alive = pulse.Skills.Where(IsAlive).OrderByDescending(skill => skill.Lifecycle == Lifecycle.Active)
            .ThenByDescending(skill => skill.Transition != Transition.None).ThenByDescending(skill => skill.Queued).ToList();
        int most = Math.Clamp(height - above.Length - below.Length - 2, 1, MostSkills), shown = Math.Min(alive.Count, most);
        int hidden = pulse.Skills.Length - shown;
        return [.. above, .. alive.Take(shown).Select(Row), hidden > 0 ? $"    and {hidden} more" : "", Legend, .. below];
    }

    private static string Requests(LiveSnapshot pulse)
    {
        long answered = pulse.Skills.Sum(skill => skill.Completions), lost = pulse.Ended - answered;
        return $"requests {pulse.Arrived}: {answered} answered, {pulse.Right} right, {pulse.Skills.Sum(skill => skill.Queued)} waiting, "
            + $"{pulse.Skills.Sum(skill => skill.Running)} running, {lost} lost";
    }

    private static string Row(LiveSkillSnapshot skill)
    {
        string name = skill.Name.Length <= LongestName ? skill.Name : skill.Name[..(LongestName - 1)] + "…";
        return $"  {Mark(skill)} {name,-LongestName}  {Stage(skill),-10}  {skill.Queued,7}  {skill.Running,7}  {skill.Completions,8}";
    }

    private static IEnumerable<string> Operator(LiveSnapshot pulse) => pulse.Operator.IsEmpty ? [] :
    [
        "", "operator",
        .. pulse.Operator.Select(note => string.Create(CultureInfo.InvariantCulture,
            $"  {note.AtSeconds,9:F2} s  {note.Command}{(note.Done ? "" : $": {note.Detail}")}")),
    ];

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
