using System.CommandLine;
using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Live;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Shell;
using Teleo.Skills;

namespace Teleo.Pools;

/// <summary>The group <c>teleo pool</c>: real models under a controller, and how they compare with their simulation.</summary>
internal static class PoolCommands
{
    internal static readonly Option<string> Skills = new("--skills", "-s")
    {
        Description = "A folder of skill packages; each is verified before it is loaded",
        HelpName = "DIR",
        Required = true,
    };
    internal static readonly Option<string> Workload = new("--workload", "-w")
    {
        Description = "A shipped workload, or a workload or CSV file",
        DefaultValueFactory = _ => "drift",
        HelpName = "NAME|FILE",
    };
    internal static readonly Option<string> Budget = new("--budget", "-b")
    {
        Description = "Memory for weights: bytes (2MiB), or a share of the weights of all skills (50%)",
        DefaultValueFactory = _ => "50%",
        HelpName = "BYTES|SHARE",
    };
    internal static readonly Option<double> Duration =
        CheckedOption.Of("--duration", "S", "Seconds of the workload to use; 0 for all", 0, 0, 1e9);
    internal static readonly Option<string[]> Variants =
        new("--variant") { Description = "Use these variants only, such as q8_0", AllowMultipleArgumentsPerToken = true, HelpName = "V" };
    internal static readonly Option<string?> Profile =
        new("--profile") { Description = "A calibration that teleo pool calibrate wrote", HelpName = "FILE" };
    internal static readonly Option<int> Workers =
        new("--workers") { Description = "Requests in service at the same time", DefaultValueFactory = _ => 2, HelpName = "N" };
    internal static readonly Option<MissMode> Miss = new("--miss")
    {
        Description = "What happens to a request whose skill is not active: wait, fallback, loadthrough, refuse",
        DefaultValueFactory = _ => MissMode.Wait,
        HelpName = "MODE",
    };

    internal static readonly Option<bool> Specialists =
        new("--specialists") { Description = "Leave out models of several tasks, so that each task has one skill" };

    internal static readonly Option<bool> ProcessorTime =
        new("--processor-time") { Description = "Measure this process's processor time in place of elapsed time, for a shared machine" };

    /// <summary>Returns the clock that times are counted in.</summary>
    internal static TimeProvider ClockOf(CommandContext context) =>
        context.Get(ProcessorTime) ? new ProcessorClock(context.Clock) : context.Clock;

    public static Subcommand Build() => new("pool", "Run real models in a pool under a controller")
    {
        PoolRunCommand.Build(), PoolCalibrateCommand.Build(), PoolFidelityCommand.Build(), PoolColdCommand.Build(),
        PoolProbeCommand.Build(),
    };

    /// <summary>Opens the folder of skills given by the options.</summary>
    internal static SkillFolder FolderOf(CommandContext context)
    {
        string skills = context.Get(Skills);
        return SkillFolder.Open(skills, TrustArguments.Store(context.Get(TrustArguments.List), skills), context.Get(Variants) ?? [],
            context.Clock, Experiments.Evaluation.SkillContracts.AreKnown, context.Get(Specialists));
    }

    /// <summary>The run that the shared options describe.</summary>
    internal static LiveRunOptions OptionsOf(CommandContext context) => new()
    {
        Skills = context.Get(Skills),
        Variants = [.. context.Get(Variants) ?? []],
        Trust = TrustArguments.Store(context.Get(TrustArguments.List), context.Get(Skills)),
        Workload = context.Get(Workload),
        Budget = context.Get(Budget),
        DurationSeconds = context.Get(Duration),
        Seed = context.Get(RunOptions.Seed),
        Miss = context.Get(Miss),
        Workers = context.Get(Workers),
        Profiles = context.Get(Profile) is { } file ? ProfilesIn(file) : new Dictionary<string, SkillProfile>(),
    };

    private static readonly JsonLimits CalibrationLimits = new(1 << 22);

    private static readonly JsonSerializerOptions CalibrationJson = new(Json.Options)
    {
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    internal static Calibration CalibrationIn(string file)
    {
        byte[] bytes = InputFile.ReadAll(CommandContext.ExistingFile(file), CalibrationLimits.Bytes);
        if (!JsonInput.TryRead<Calibration>(bytes, CalibrationJson, CalibrationLimits, out var read, out string problem))
            throw CommandFailure.BadInput("BadProfile", problem, file);
        if (read.Format == Calibration.CurrentFormat && !read.Skills.IsDefaultOrEmpty) return read;
        throw CommandFailure.BadInput("BadProfile", $"not a calibration of this program ({Calibration.CurrentFormat})", file);
    }

    private static Dictionary<string, SkillProfile> ProfilesIn(string file) =>
        CalibrationIn(file).Skills.ToDictionary(skill => skill.Name, skill => skill.Profile(isWarm: false), StringComparer.Ordinal);
}
