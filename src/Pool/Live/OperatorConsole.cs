using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Pool.Requests;
using Teleo.Pool.Telemetry;

namespace Teleo.Pool.Live;

/// <summary>
/// Carries out operator commands. They pass no gate and no guard, cost no credits, and overrule the controller: a pinned skill stays, an
/// unloaded or retired one stays out until it is restored. A command that has to wait for a load is carried out after it.
/// </summary>
internal sealed class OperatorConsole(LivePlant plant)
{
    /// <summary>Notes that are kept, the latest; a script may give orders for as long as a server runs.</summary>
    public const int MostNotes = 1000;

    private readonly List<OperatorReceipt> _notes = [];
    private readonly List<(int Skill, bool Retires, string Why)> _forced = [];
    private readonly List<int> _toReturn = [];
    private readonly bool[] _keptOut = new bool[plant.Folder.Skills.Length];
    private readonly Dictionary<int, string> _touched = [];

    /// <summary>The outcomes of the last commands, oldest first.</summary>
    public IReadOnlyList<OperatorReceipt> Notes => _notes;

    public bool IsShutDown { get; private set; }

    /// <summary>Returns true from the moment the operator sends a skill away until it is restored.</summary>
    public bool KeepsOut(int skill) => _keptOut[skill];

    /// <summary>The answer to a request for a skill that is kept out.</summary>
    public static PoolAnswer Refusal(string skill) =>
        PoolAnswer.Refused($"{skill} is kept out by the operator until it is restored", RefusalKind.KeptOut);

    /// <summary>The orders that hold until they are taken back.</summary>
    public IEnumerable<OperatorCommand> Standing()
    {
        for (int skill = 0; skill < _keptOut.Length; skill++)
        {
            string name = plant.Folder.Skills[skill].Name.ToString();
            ref readonly var row = ref plant.Core.State.Rows[skill];
            bool retires = row.Lifecycle == Lifecycle.Retired || _forced.Exists(forced => forced.Skill == skill && forced.Retires);
            if (row.Pinned) yield return new OperatorCommand(OperatorVerb.Pin, name);
            if (_keptOut[skill]) yield return new OperatorCommand(retires ? OperatorVerb.Retire : OperatorVerb.Unload, name);
        }
    }

    /// <summary>Obeys, on the plant's thread.</summary>
    public PoolEvent? Obey(OperatorCommand command)
    {
        List<string> names = [.. plant.Folder.Skills.Select(known => known.Name.ToString())];
        int skill = command.NamesSkill ? names.IndexOf(command.Skill) : -1;
        string? problem = command.NamesSkill && skill < 0
            ? $"no skill '{command.Skill}'{Suggestions.Sentence(command.Skill, names)}"
            : Carry(command, skill);
        _notes.Add(new OperatorReceipt(plant.Core.State.NowNs * 1e-9, command.ToString(), problem is null, problem ?? ""));
        if (_notes.Count > MostNotes) _notes.RemoveAt(0);
        plant.Work.Flush();
        plant.FollowRows("operator", command.ToString());
        return null;
    }

    /// <summary>Keeps out skills that the operator unloaded, before the controller can load them again.</summary>
    public void KeepOut(PoolEvent happened)
    {
        if (happened.Skill >= 0) KeepOut(happened.Skill);
    }

    /// <summary>Carries out delayed commands.</summary>
    public void Follow()
    {
        for (int i = _forced.Count - 1; i >= 0; i--)
        {
            var (skill, retires, why) = _forced[i];
            if (!Force(skill, retires, why)) continue;
            _forced.RemoveAt(i);
        }

        _toReturn.RemoveAll(skill => plant.Core.State.Rows[skill].IsResident
            || plant.Core.Residency.Carry(new ControlAction.Activate(skill)) is null);
    }

    /// <summary>Returns the operator's reason for the last move of this skill, or null, and clears it.</summary>
    public string? TakeTouch(int skill) => _touched.Remove(skill, out string? why) ? why : null;

    private string? Carry(OperatorCommand command, int skill)
    {
        switch (command.Verb)
        {
            case OperatorVerb.Pin:
                plant.Core.Residency.Pin(skill, isPinned: true);
                return null;
            case OperatorVerb.Unpin:
                plant.Core.Residency.Pin(skill, isPinned: false);
                return null;
            case OperatorVerb.Unload:
                TakeOut(skill, retires: false, command.ToString());
                return null;
            case OperatorVerb.Retire:
                TakeOut(skill, retires: true, command.ToString());
                return null;
            case OperatorVerb.Restore:
                return Restore(skill);
            case OperatorVerb.Rollback:
                return RollBack(command.ToString());
            default:
                IsShutDown = true;
                return null;
        }
    }

    private void TakeOut(int skill, bool retires, string why)
    {
        _keptOut[skill] = true;
        plant.Core.Dispatcher.Refuse(skill);
        if (!Force(skill, retires, why)) _forced.Add((skill, retires, why));
        KeepOut(skill);
    }

    private bool Force(int skill, bool retires, string why)
    {
        _touched[skill] = why;
        return plant.Core.Residency.Force(skill, retires) is null;
    }

    private void KeepOut(int skill)
    {
        ref readonly var row = ref plant.Core.State.Rows[skill];
        if (_keptOut[skill] && row is { Lifecycle: Lifecycle.Verified, Transition: Transition.None })
            plant.Core.Residency.SetLoadable(skill, mayLoad: false);
    }

    private string? Restore(int skill)
    {
        _keptOut[skill] = false;
        _forced.RemoveAll(forced => forced.Skill == skill);
        if (plant.Core.State.Rows[skill].Lifecycle is Lifecycle.Retired or Lifecycle.Installed)
            plant.Core.Residency.SetLoadable(skill, mayLoad: true);
        return null;
    }

    private string? RollBack(string why)
    {
        if (plant.LastAccepted is not { } last) return "nothing has been done yet";
        var (came, left) = Sides(last.Action);
        foreach (int skill in came) TakeOut(skill, retires: false, $"{why} of {ActionWords.Of(last.Action)}, decision {last.DecisionId}");
        foreach (int skill in left)
        {
            _touched[skill] = why;
            if (plant.Core.State.Rows[skill].Lifecycle == Lifecycle.Retired) plant.Core.Residency.SetLoadable(skill, mayLoad: true);
        }

        _toReturn.AddRange(left);
        if (last.Action is ControlAction.Reserve reserve) plant.Core.Residency.EndReserve(reserve.ForSkill);
        plant.Forget(last);
        return null;
    }

    /// <summary>Returns the skills that an action loaded and those that it unloaded or suspended.</summary>
    private static (ImmutableArray<int> Came, ImmutableArray<int> Left) Sides(ControlAction action) => action switch
    {
        ControlAction.Activate a => ([a.Skill], []),
        ControlAction.Deactivate d => ([], [d.Skill]),
        ControlAction.Suspend s => ([], [s.Skill]),
        ControlAction.Replace r => ([r.Incoming], r.Outgoing),
        ControlAction.Retire r => ([], [r.Skill]),
        ControlAction.Merge m => ([m.Into], [m.First, m.Second]),
        ControlAction.Split s => ([s.First, s.Second], [s.From]),
        _ => ([], []),
    };
}
