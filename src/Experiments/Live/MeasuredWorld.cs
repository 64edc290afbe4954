using Teleo.Experiments.Worlds;
using Teleo.Pool.Live;

namespace Teleo.Experiments.Live;

/// <summary>Makes a world from measurements of skills on this machine.</summary>
internal static class MeasuredWorld
{
    public static World Of(Calibration calibration) => new()
    {
        Models = [.. calibration.Skills.Select(ModelOf)],
        Machine = Machines.Find("in-process")! with
        {
            Name = "this machine",
            Source = $"Loads and speeds measured through the pool on {calibration.Machine}, {calibration.Processors} processors, "
                + $"{calibration.Measured:yyyy-MM-dd}.",
        },
    };

    private static ModelProfile ModelOf(SkillCalibration skill) => new()
    {
        Name = skill.Name,
        Bytes = Math.Max(1, skill.ResidentBytes),
        ScratchBytes = skill.ScratchBytes,
        ColdLoadSeconds = skill.ColdLoad?.Median ?? skill.WarmLoad?.Median,
        WarmLoadSeconds = skill.WarmLoad?.Median,
        PrefillTokensPerSecond = 1 / skill.Prefill?.Median,
        DecodeTokensPerSecond = 1 / skill.Decode?.Median,
        Quality = skill.Quality,
    };
}
