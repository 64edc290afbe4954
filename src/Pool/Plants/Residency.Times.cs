namespace Teleo.Pool.Plants;

/// <summary>The durations of moves by the profiles.</summary>
internal sealed partial class Residency
{
    /// <summary>For each skill: true after its check at its first replacement.</summary>
    private readonly bool[] _looked;

    private double LoadSeconds(int skill, bool isSwitch)
    {
        var profile = _state.Profiles[skill];
        double load = _settings.IsTimeless || _state.Cache.IsWarm(skill) ? profile.WarmLoadSeconds : profile.ColdLoadSeconds;
        if (!isSwitch || _settings.IsTimeless || profile.SwitchSeconds is not { } warm) return load;
        double look = _looked[skill] ? 0 : profile.LookSeconds;
        _looked[skill] = true;
        return load - profile.WarmLoadSeconds + warm + look;
    }

    /// <summary>Returns the seconds of an unload; zero if the time of the new skill includes it.</summary>
    private double UnloadSeconds(int skill) =>
        _moveOf[skill] >= 0 && _state.Profiles[_moves[_moveOf[skill]].First].SwitchSeconds is not null
            ? 0
            : _state.Profiles[skill].UnloadSeconds ?? _settings.UnloadSeconds;
}
