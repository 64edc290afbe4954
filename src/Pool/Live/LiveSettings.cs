using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Engine.Input;
using Teleo.Pool.Plants;

namespace Teleo.Pool.Live;

/// <summary>The common settings of every live pool.</summary>
internal static class LiveSettings
{
    /// <summary>The seconds of waiting that the default prices are worth an answer.</summary>
    public const double PricedLimitSeconds = 30;

    /// <summary>Seconds until the first token of an answer in time, unless set otherwise.</summary>
    public const double UsualLimitSeconds = 1;

    /// <summary>The options of learning. The right answer may change while a pool runs, so old judgements fade.</summary>
    public static readonly AdaptationOptions Adaptation = new() { QualityMemory = 50 };

    /// <summary>
    /// Returns the options of the controller. Waiting costs the same share of a request's value as in the simulator with its other time
    /// scale; requests name a task and not a skill, so any skill for it may answer.
    /// </summary>
    /// <param name="limitSeconds">Seconds of waiting that are priced as one answer.</param>
    public static ControllerOptions Controller(double limitSeconds, MissMode miss)
    {
        var usual = new ScoreOptions();
        double scale = PricedLimitSeconds / limitSeconds;
        return new ControllerOptions
        {
            Adaptation = Adaptation,
            Score = usual with
            {
                WaitPrice = scale * usual.WaitPrice,
                LoadPrice = scale * usual.LoadPrice,
                Coverage = 1,
                MissMode = miss,
            },
        };
    }

    /// <summary>The bytes of a memory given as bytes or as a share of all skills; refused where no skill fits.</summary>
    /// <param name="what">The name of the setting in messages.</param>
    public static long BytesOf(string memory, SkillFolder folder, string what)
    {
        var room = PoolCapacity.Parse(memory);
        if (room.IsCount)
            throw Bad($"models are not alike: give the {what} in bytes such as 2MiB, or as a share such as 50%");
        long smallest = folder.Skills.Min(skill => skill.SizeBytes);
        long bytes = room.Share > 0 ? (long)(room.Share * folder.BytesOfEachOnce) : room.Amount;
        return smallest <= bytes ? bytes
            : throw Bad($"a {what} of {memory} holds none of the models; the smallest takes {smallest} bytes");
    }

    private static InputException Bad(string problem) => InputException.Asked("BadCapacity", problem);
}
