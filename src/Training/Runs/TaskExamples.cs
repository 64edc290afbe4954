using System.Collections.Immutable;
using System.Text;
using Teleo.Controller.Domain;
using Teleo.Training.Tasks;

namespace Teleo.Training.Runs;

/// <summary>
/// Fills batches with items of one or more tasks. What a batch holds depends on seed, set, step and shard alone, so training can be taken
/// up again at any step without keeping a generator's state.
/// </summary>
public sealed class TaskExamples(ImmutableArray<TaskEntry> tasks, ulong seed)
{
    public const int Bos = 256;
    public const int Eos = 257;
    private readonly SeedTree _seeds = new(seed);

    public ImmutableArray<TaskEntry> Tasks => tasks;

    public static TaskExamples Of(Recipe recipe) => new([.. recipe.Tasks.Select(name => TaskCatalog.Find(name)!)], recipe.Options.Seed);

    /// <summary>
    /// Draws items for one shard of one training step, until no more fit. Half of them are as hard as those of the tests, the others also
    /// of easier grades.
    /// </summary>
    internal void FillTraining(Sequences batch, int step, int shard, int context)
    {
        var chance = _seeds.Stream("train", (uint)step, (uint)shard);
        batch.Clear();
        while (true)
        {
            var entry = tasks[chance.NextInt(tasks.Length)];
            int difficulty = chance.NextInt(2) == 0 ? entry.Difficulty : 1 + chance.NextInt(entry.Difficulty);
            var item = TaskSplit.Draw(entry.Task, TaskSet.Train, ref chance, difficulty);
            var (tokens, promptLength) = Encode(item);
            if (tokens.Length - 1 > context)
                throw new InvalidOperationException(
                    $"an item of {entry.Task.Name} has {tokens.Length} tokens, the context {context}: '{item.Request}'");
            if (!batch.HasRoomFor(tokens.Length - 1)) return;
            batch.Add(tokens, promptLength);
        }
    }

    /// <summary>BOS, the request, a line feed, the answer, EOS; and how many of these are given rather than judged.</summary>
    public static (int[] Tokens, int PromptLength) Encode(TaskItem item)
    {
        byte[] request = Encoding.UTF8.GetBytes(item.Request), answer = Encoding.UTF8.GetBytes(item.Answer);
        int[] tokens = [Bos, .. request.Select(b => (int)b), '\n', .. answer.Select(b => (int)b), Eos];
        return (tokens, request.Length + 2);
    }
}
