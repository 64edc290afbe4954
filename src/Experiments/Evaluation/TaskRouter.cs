using System.Collections.Immutable;
using System.Text;
using Teleo.Controller.Domain;
using Teleo.Training.Tasks;

namespace Teleo.Experiments.Evaluation;

/// <summary>
/// Classifies the task of a request by logistic regression over hashed n-grams of bytes; its confidence is divided by a temperature fitted
/// on separate items. Half of the training items lack the leading task word, so that it also learns the rest.
/// </summary>
public sealed class TaskRouter
{
    public const int Buckets = 1024;
    private const int LongestGram = 3;
    private const int TrainItems = 600;
    private const int ValidationItems = 200;
    private const int Epochs = 12;
    private const double Rate = 2;

    private readonly float[] _weights;

    internal TaskRouter(ImmutableArray<string> tasks, float[] weights, double temperature)
    {
        Tasks = tasks;
        _weights = weights;
        Temperature = temperature;
    }

    internal ImmutableArray<string> Tasks { get; }

    internal ReadOnlySpan<float> Weights => _weights;

    internal double Temperature { get; }

    /// <summary>All tasks with their probability, the likeliest first.</summary>
    public ImmutableArray<RoutedTask> Route(string request)
    {
        double[] shares = Shares(Scores(Features(request)), Temperature);
        return [.. shares.Select((share, task) => new RoutedTask(Tasks[task], share)).OrderByDescending(routed => routed.Probability)];
    }

    /// <summary>The same router for the same seed, bit for bit.</summary>
    public static TaskRouter Train(ulong seed)
    {
        var chance = new SeedTree(seed).Stream("router");
        var entries = TaskCatalog.All;
        var router = new TaskRouter([.. entries.Select(entry => entry.Task.Name)], new float[Buckets * entries.Length], 1);
        var examples = Examples(TaskSet.Train, TrainItems, ref chance);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            chance.Shuffle(examples.AsSpan());
            double rate = Rate * (1 - (double)epoch / Epochs);
            foreach (var (features, task) in examples) router.Learn(features, task, rate);
        }

        return new TaskRouter(router.Tasks, router._weights,
            router.FittedTemperature(Examples(TaskSet.Validation, ValidationItems, ref chance)));
    }

    /// <summary>Returns the request without its task word.</summary>
    public static string WithoutTaskWord(string request) => request[(request.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private static (Feature[] Features, int Task)[] Examples(TaskSet set, int perTask, ref RandomStream chance)
    {
        var examples = new List<(Feature[], int)>();
        for (int task = 0; task < TaskCatalog.All.Length; task++)
        {
            foreach (var item in TaskSplit.Items(TaskCatalog.All[task], set, perTask))
                examples.Add((Features(chance.NextInt(2) == 0 ? item.Request : WithoutTaskWord(item.Request)), task));
        }

        return [.. examples];
    }

    private void Learn(Feature[] features, int right, double rate)
    {
        double[] shares = Shares(Scores(features), 1);
        for (int task = 0; task < shares.Length; task++)
        {
            double step = rate * ((task == right ? 1 : 0) - shares[task]);
            foreach (var (bucket, weight) in features) _weights[bucket * shares.Length + task] += (float)(step * weight);
        }
    }

    /// <summary>The temperature under which the examples are likeliest, to within a hundredth of its logarithm.</summary>
    private double FittedTemperature((Feature[] Features, int Task)[] examples)
    {
        var scored = examples.Select(example => (Scores: Scores(example.Features), example.Task)).ToList();
        return Enumerable.Range(-150, 301).Select(step => Math.Exp(step / 100.0))
            .MaxBy(temperature => scored.Sum(example => Math.Log(Math.Max(1e-300, Shares(example.Scores, temperature)[example.Task]))));
    }

    private double[] Scores(Feature[] features)
    {
        double[] scores = new double[Tasks.Length];
        foreach (var (bucket, weight) in features)
        {
            for (int task = 0; task < scores.Length; task++) scores[task] += weight * _weights[bucket * scores.Length + task];
        }

        return scores;
    }

    private static double[] Shares(double[] scores, double temperature)
    {
        double highest = scores.Max();
        double[] shares = [.. scores.Select(score => Math.Exp((score - highest) / temperature))];
        double sum = shares.Sum();
        for (int i = 0; i < shares.Length; i++) shares[i] /= sum;
        return shares;
    }

    /// <summary>
    /// Returns the n-grams that occur, both ends marked, scaled to length one so that long requests weigh no more than short ones.
    /// </summary>
    private static Feature[] Features(string request)
    {
        byte[] text = [2, .. Encoding.UTF8.GetBytes(request), 3];
        var buckets = new SortedSet<int>();
        for (int start = 0; start < text.Length; start++)
        {
            uint hash = 2166136261;
            for (int length = 1; length <= LongestGram && start + length <= text.Length; length++)
            {
                hash = (hash ^ text[start + length - 1]) * 16777619;
                uint mixed = (hash ^ (hash >> 15)) * 0x85EBCA6B;
                buckets.Add((int)((mixed ^ (mixed >> 13)) % Buckets));
            }
        }

        double weight = 1 / Math.Sqrt(buckets.Count);
        return [.. buckets.Select(bucket => new Feature(bucket, weight))];
    }

    private readonly record struct Feature(int Bucket, double Weight);
}

/// <summary>A task and its probability.</summary>
public readonly record struct RoutedTask(string Task, double Probability);
