using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Storage;
using Teleo.Experiments.Shell;
using Teleo.Experiments.Tasks;
using Teleo.Experiments.Training;

namespace Teleo.Experiments.Commands;

/// <summary>The command <c>teleo train</c>: makes a specialist for one task, or one model for several, on this machine's processor.</summary>
internal static class TrainCommand
{
    private const int CheckpointEverySteps = 100;

    private static readonly Option<string[]> Task = new("--task") { Description = "What to train for; several make one model of several tasks", Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "NAME" };
    private static readonly Option<long> Seed = new("--seed") { Description = "The one seed of weights and items", DefaultValueFactory = _ => 1, HelpName = "N" };
    private static readonly Option<string> Out = new("--out", "-o") { Description = "The folder for model, curve and checkpoint (default: the task's name)", HelpName = "FOLDER" };
    private static readonly Option<int> Steps = new("--steps") { Description = "Steps at most; training ends early when validation is perfect", DefaultValueFactory = _ => new TrainingOptions().Steps, HelpName = "N" };
    private static readonly Option<int> Hidden = new("--hidden") { Description = "Width of the model", DefaultValueFactory = _ => new ModelShape().Hidden, HelpName = "N" };
    private static readonly Option<int> Layers = new("--layers") { Description = "Blocks of the model", DefaultValueFactory = _ => new ModelShape().Layers, HelpName = "N" };
    private static readonly Option<double> Rate = new("--rate") { Description = "Highest learning rate", DefaultValueFactory = _ => new TrainingOptions().LearningRate, HelpName = "R" };
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads; the result does not depend on it", DefaultValueFactory = _ => Math.Min(2, Environment.ProcessorCount), HelpName = "N" };

    public static Verb Build() => new("train", "Train a tiny model for an exact task", Train, ["teleo train --task addition --seed 1", "teleo train --task addition subtraction --out arithmetic --hidden 96"])
    {
        Task, Seed, Out, Steps, Hidden, Layers, Rate, Threads,
    };

    private static ExitCode Train(CommandContext context)
    {
        var tasks = context.Get(Task).Select(Find).ToList();
        string folder = context.Get(Out) ?? string.Join('-', tasks.Select(entry => entry.Task.Name));
        var trainer = NewTrainer(context, tasks);
        string checkpoint = Path.Combine(folder, "checkpoint.bin");
        TakeUp(context, trainer, checkpoint);

        using (var progress = context.Progress("training"))
        {
            try
            {
                trainer.Run(context.Get(Threads), t => AfterStep(context, t, progress, checkpoint), context.Cancellation);
            }
            catch (OperationCanceledException)
            {
                Checkpoint.Save(trainer, checkpoint);
                throw;
            }
        }

        string model = Path.Combine(folder, "model.f32.gguf");
        ModelExport.Write(trainer, model);
        WholeFile.WriteText(Path.Combine(folder, "curve.csv"), Csv(trainer));
        File.Delete(checkpoint);
        var last = trainer.Curve[^1];
        return context.Result(new { Model = model, trainer.Step, last.ValidationExact, last.ValidationLoss }, r =>
            context.Line($"{r.Model}: {r.ValidationExact:P1} of the validation items exact after {r.Step} steps; evaluate it on items it never saw before shipping it"));
    }

    private static Trainer NewTrainer(CommandContext context, List<TaskEntry> tasks)
    {
        ulong seed = (ulong)context.Get(Seed);
        int hidden = context.Get(Hidden);
        var options = new TrainingOptions
        {
            Seed = seed,
            Steps = context.Get(Steps),
            LearningRate = context.Get(Rate),
            WarmUpSteps = Math.Min(new TrainingOptions().WarmUpSteps, context.Get(Steps)),
            Shape = new ModelShape { Hidden = hidden, Layers = context.Get(Layers), FeedForward = 3 * hidden },
        };
        string[] problems = [.. options.Problems()];
        if (problems.Length > 0) throw CommandFailure.Usage(string.Join("; ", problems));
        return new Trainer(options, new TaskExamples([.. tasks], seed));
    }

    /// <summary>A checkpoint that lies there is gone on from; one of another training is an error, never overwritten.</summary>
    private static void TakeUp(CommandContext context, Trainer trainer, string checkpoint)
    {
        if (!File.Exists(checkpoint)) return;
        if (Checkpoint.TryLoad(trainer, checkpoint) is { } refusal)
            throw CommandFailure.BadInput("BadCheckpoint", $"{refusal}; remove it or name another --out", checkpoint);
        context.Note($"going on from step {trainer.Step}");
    }

    private static void AfterStep(CommandContext context, Trainer trainer, ProgressLine progress, string checkpoint)
    {
        progress.Report(trainer.Step, trainer.Options.Steps);
        if (trainer.Step % CheckpointEverySteps == 0) Checkpoint.Save(trainer, checkpoint);
        if (trainer.Step % trainer.Options.ValidationEvery != 0 || context.IsJson) return;
        var point = trainer.Curve[^1];
        context.Note(string.Create(CultureInfo.InvariantCulture, $"step {point.Step}: loss {point.TrainLoss:F4}, validation {point.ValidationLoss:F4}, exact {point.ValidationExact:P1}"));
    }

    private static string Csv(Trainer trainer) =>
        "step,rate,train_loss,validation_loss,validation_exact\n"
        + string.Concat(trainer.Curve.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Step},{p.Rate:R},{p.TrainLoss:R},{p.ValidationLoss:R},{p.ValidationExact:R}\n")));

    private static TaskEntry Find(string name) =>
        TaskCatalog.Find(name) ?? throw CommandFailure.UnknownName("task", name, [.. TaskCatalog.All.Select(entry => entry.Task.Name)]);
}
