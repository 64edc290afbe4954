using Teleo.Training.Runs;
using Teleo.Training.Tasks;

namespace Teleo.Training.Tests.Runs;

public sealed class RecipeTests
{
    public static TheoryData<string> Ids => [.. RecipeCatalog.All.Select(recipe => recipe.Id)];

    [Fact]
    public void Every_task_has_a_specialist_of_its_name() =>
        Assert.All(TaskCatalog.All, entry => Assert.Equal(entry.Task.Name, Assert.Single(RecipeCatalog.Find(entry.Task.Name)!.Tasks)));

    [Theory, MemberData(nameof(Ids))]
    public void Can_be_trained_and_read_every_item_whole(string id)
    {
        var recipe = RecipeCatalog.Find(id)!;
        Assert.Empty(recipe.Options.Problems());
        foreach (var entry in TaskExamples.Of(recipe).Tasks)
            Assert.All(TaskSplit.Items(entry, TaskSet.Train, 300), item => Assert.InRange(TaskExamples.Encode(item).Tokens.Length, 4, recipe.Options.Shape.Context));
    }

    /// <summary>The real recipe, as anybody would run it: it takes seconds and must end where its evidence says.</summary>
    [Fact]
    public void The_smallest_task_is_learned_in_a_minute()
    {
        var recipe = RecipeCatalog.Find("clock-time")!;
        var trainer = new Trainer(recipe.Options, TaskExamples.Of(recipe));
        trainer.Run(threads: 2);
        var score = trainer.Score(TaskSplit.Items(TaskCatalog.Find("clock-time")!, TaskSet.Test, 500), threads: 2);
        Assert.True(score.Exact >= 495, $"{score.Exact} of {score.Items} after {trainer.Step} steps");
    }
}
