using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Skills;
using Teleo.Engine.Storage;
using Teleo.Experiments.Reports;
using Teleo.Shell;
using Teleo.Training.Runs;
using Teleo.Training.Tasks;

namespace Teleo.Skills;

/// <summary>
/// The command <c>teleo train</c>: makes a specialist for one task, or one model for several, on this machine's processor.
/// </summary>
internal static class TrainCommand
{
    private const int AdapterSteps = 800;

    private static readonly Option<string[]> Task = new("--task")
    {
        Description = "The task; several names make one model of several tasks",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "NAME",
    };
    private static readonly Option<string> RecipeId = new("--recipe")
    {
        Description = "The recipe of a shipped model, such as arithmetic or generalist; every task has a recipe of its own name",
        HelpName = "NAME",
    };
    private static readonly Option<string> Base =
        new("--base") { Description = "Train a LoRA adapter for this model (f32) instead of a whole model", HelpName = "FILE" };
    private static readonly Option<ulong> Seed = RunOptions.SeedOf("Seed of weights and training items");
    private static readonly Option<string> Out =
        new("--out", "-o") { Description = "The folder for model, curve and checkpoint [the name of the task]", HelpName = "FOLDER" };
    private static readonly Option<int?> Steps = new("--steps")
    {
        Description = "Training steps at most [the recipe's]; training ends early when validation is perfect",
        HelpName = "N",
    };
    private static readonly Option<int?> Hidden =
        new("--hidden") { Description = "Width of the model [the recipe's]", HelpName = "N" };
    private static readonly Option<int?> Layers =
        new("--layers") { Description = "Number of layers [the recipe's]", HelpName = "N" };
    private static readonly Option<double?> Rate =
        new("--rate") { Description = "Highest learning rate [the recipe's]", HelpName = "R" };
    private static readonly Option<int> Threads = CheckedOption.Of(
        "--threads", "N", "Threads; the result does not depend on their number", Math.Min(2, Environment.ProcessorCount), 1, 1024);

    public static Subcommand Build() => new("train", "Train a tiny model for an exact task", Train,
    [
        "teleo train --task addition --seed 1",
        "teleo train --recipe arithmetic",
        "teleo train --task addition subtraction --out sums --hidden 96",
        "teleo train --task subtraction --base skills/generalist/model.f32.gguf --out subtraction-lora",
    ])
    {
        Task, RecipeId, Base, Seed, Out, Steps, Hidden, Layers, Rate, Threads,
    };

    private static ExitCode Train(CommandContext context)
    {
        var recipe = RecipeOf(context);
        string folder = context.Get(Out) ?? recipe.Id;
        var trainer = context.Get(Base) is { } path ? NewAdapterTrainer(context, ref recipe, path) : NewTrainer(recipe);
        string checkpoint = Path.Combine(folder, TrainingRecord.CheckpointFile), model = Path.Combine(folder, TrainingRecord.ModelFile);
        TakeUp(context, trainer, checkpoint);
        int from = trainer.Step;
        var (began, processor) = (context.Clock.GetTimestamp(), Environment.CpuUsage.TotalTime);
        try
        {
            LocalDisk.Instance.MakeFolders(folder);   // fails before the work, not after it
            RunToTheEnd(context, trainer, checkpoint);
            ModelExport.Write(trainer, model);
            AtomicFile.WriteText(Path.Combine(folder, TrainingRecord.CurveFile), TrainingPoint.Csv(trainer.Curve));
            var record = new TrainingRecord(
                CommandOf(context, recipe), [.. trainer.TaskNames], trainer.Options, trainer.ParameterCount, trainer.Step, from,
                context.Clock.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds,
                    SkillPackage.HashOf(model));
            record.Write(folder);
            LocalDisk.Instance.Delete(checkpoint);
            var last = trainer.Curve[^1];
            return context.Result(new
            {
                Model = model,
                trainer.Step,
                last.ValidationExact,
                last.ValidationLoss,
                Sha256 = record.ModelSha256,
            }, r => context.Line(
                $"{r.Model}: {r.ValidationExact:P1} of the validation items exact after {r.Step} steps; evaluate it on items it never "
                    + "saw before shipping it"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, "StorageFailed", $"{failure.Message}; what was there before is untouched", folder);
        }
    }

    private static void RunToTheEnd(CommandContext context, Trainer trainer, string checkpoint)
    {
        using var progress = context.Progress("training");
        var rhythm = new CheckpointRhythm(checkpoint, context.Clock);
        try
        {
            trainer.Run(context.Get(Threads), t => AfterStep(context, t, progress, rhythm), context.Cancellation);
        }
        catch (OperationCanceledException)
        {
            Checkpoint.Save(trainer, checkpoint);
            throw;
        }
    }

    /// <summary>Returns the requested recipe, with the user's changes.</summary>
    private static Recipe RecipeOf(CommandContext context)
    {
        string[] tasks = context.Get(Task) ?? [];
        string? id = context.Get(RecipeId);
        if (tasks.Length > 0 == id is not null) throw CommandFailure.Usage("give either --task or --recipe");
        foreach (string task in tasks)
            if (TaskCatalog.Find(task) is null)
                throw CommandFailure.UnknownName("task", task, [.. TaskCatalog.All.Select(entry => entry.Task.Name)]);

        var recipe = tasks.Length > 1
            ? new Recipe(string.Join('-', tasks), [.. tasks], new TrainingOptions())
            : RecipeCatalog.Find(id ?? tasks[0])
                ?? throw CommandFailure.UnknownName("recipe", id ?? tasks[0], [.. RecipeCatalog.All.Select(recipe => recipe.Id)]);
        return recipe with { Options = Changed(context, recipe.Options) };
    }

    private static TrainingOptions Changed(CommandContext context, TrainingOptions options)
    {
        int hidden = context.Get(Hidden) ?? options.Shape.Hidden, steps = context.Get(Steps) ?? options.Steps;
        return options with
        {
            Seed = context.Get(Seed),
            Steps = steps,
            LearningRate = context.Get(Rate) ?? options.LearningRate,
            WarmUpSteps = Math.Min(options.WarmUpSteps, steps),
            Shape = options.Shape with
            {
                Hidden = hidden,
                Layers = context.Get(Layers) ?? options.Shape.Layers,
                FeedForward = hidden == options.Shape.Hidden ? options.Shape.FeedForward : 3 * hidden,
            },
        };
    }

    private static Trainer NewTrainer(Recipe recipe)
    {
        string[] problems = [.. recipe.Options.Problems()];
        if (problems.Length > 0) throw CommandFailure.Usage(string.Join("; ", problems));
        return new Trainer(recipe.Options, TaskExamples.Of(recipe));
    }

    /// <summary>Creates a trainer with the shape and weights of the base; the recipe gives task and steps.</summary>
    private static Trainer NewAdapterTrainer(CommandContext context, ref Recipe recipe, string path)
    {
        if (context.Has(Hidden) || context.Has(Layers))
            throw CommandFailure.Usage("an adapter has the shape of its --base; leave out --hidden and --layers");
        CommandContext.ExistingFile(path);
        try
        {
            float[] weights = ModelExport.ReadBase(path, out var shape);
            recipe = recipe with
            {
                Options = recipe.Options with
                {
                    Shape = shape,
                    Adapter = new AdapterOptions(SkillPackage.HashOf(path)),
                    Steps = context.Get(Steps) ?? AdapterSteps,
                },
            };
            return new Trainer(recipe.Options, TaskExamples.Of(recipe), weights);
        }
        catch (InvalidDataException problem)
        {
            throw CommandFailure.BadInput("NotABase", problem.Message, path);
        }
    }

    /// <summary>The shortest command that makes the same model.</summary>
    private static string CommandOf(CommandContext context, Recipe recipe)
    {
        string what = context.Get(RecipeId) is { } id && !recipe.IsSpecialist
            ? $"--recipe {id}"
            : $"--task {string.Join(' ', recipe.Tasks)}";
        return NextStep.Line($"teleo train {what}", context.Spelled([Base]), $"--seed {recipe.Options.Seed}",
            context.Spelled([Steps, Hidden, Layers, Rate]));
    }

    /// <summary>Resumes from an existing checkpoint; one of another training is an error and is never overwritten.</summary>
    private static void TakeUp(CommandContext context, Trainer trainer, string checkpoint)
    {
        if (!File.Exists(checkpoint)) return;
        if (Checkpoint.TryLoad(trainer, checkpoint) is { } refusal)
            throw CommandFailure.BadInput("BadCheckpoint", $"{refusal}; remove it or name another --out", checkpoint);
        context.Note($"going on from step {trainer.Step}");
    }

    private static void AfterStep(CommandContext context, Trainer trainer, ProgressLine progress, CheckpointRhythm rhythm)
    {
        progress.Report(trainer.Step, trainer.Options.Steps);
        rhythm.AfterStep(trainer);
        if (trainer.Step % trainer.Options.ValidationEvery != 0 || context.IsJson) return;
        var point = trainer.Curve[^1];
        context.Note(string.Create(CultureInfo.InvariantCulture,
            $"step {point.Step}: loss {point.TrainLoss:F4}, validation {point.ValidationLoss:F4}, exact {point.ValidationExact:P1}"));
    }
}
