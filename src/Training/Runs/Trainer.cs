using Teleo.Controller.Domain;
using Teleo.Engine;
using Teleo.Training.Tasks;

namespace Teleo.Training.Runs;

/// <summary>
/// Trains one model. Every step is cut into a fixed number of shards, each with its own gradient, which are added in
/// order: the result is the same at any number of threads.
/// </summary>
public sealed unsafe class Trainer
{
    internal const int Shards = 4;

    private readonly TaskExamples _examples;
    private readonly LowRankOverlay? _overlay;
    private readonly Buffer _gradient;
    private readonly Shard[] _shards;

    public Trainer(TrainingOptions options, TaskExamples examples)
        : this(options, examples, baseWeights: [])
    {
    }

    /// <param name="baseWeights">The weights under the adapter, if one is trained, in the order of <see cref="Map"/>.</param>
    internal Trainer(TrainingOptions options, TaskExamples examples, ReadOnlySpan<float> baseWeights)
    {
        OptionFaults.ThrowIfAny(options.Problems(), nameof(options));
        Options = options;
        _examples = examples;
        Map = new ParameterMap(options.Shape);
        _gradient = new Buffer(Map.Count);
        Parameters = new Buffer(Map.Count);
        int tokens = Math.Max(options.Shape.Context, options.BatchTokens / Shards);
        _shards = [.. Enumerable.Range(0, Shards).Select(_ =>
            new Shard(new TransformerPass(options.Shape, Map, tokens), new Sequences(tokens), new Buffer(Map.Count)))];
        if (options.Adapter is { } adapter)
        {
            _overlay = new LowRankOverlay(Map, adapter, baseWeights, options.Seed);
            _overlay.Apply(Parameters);
        }
        else
        {
            Initialise();
        }

        Optimiser = _overlay is null ? new AdamW(Map.Tensors, Map.Count) : new AdamW([.. _overlay.Tensors], _overlay.Count);
    }

    public TrainingOptions Options { get; }

    /// <summary>The tasks with their difficulties, as a checkpoint must find them again.</summary>
    public IEnumerable<string> TaskNames => _examples.Tasks.Select(entry => $"{entry.Task.Name}:{entry.Difficulty}");

    /// <summary>Steps done.</summary>
    public int Step { get; private set; }

    public List<TrainingPoint> Curve { get; private set; } = [];

    /// <summary>True once all steps are done or validation was perfect often enough.</summary>
    public bool IsDone => Step >= Options.Steps || EndedEarly;

    public bool EndedEarly =>
        Curve.Count >= Options.PerfectValidations && Curve.TakeLast(Options.PerfectValidations).All(point => point.ValidationExact >= 1);

    /// <summary>The number of trained numbers.</summary>
    public int ParameterCount => Trained.Length;

    /// <summary>
    /// Multiplications and additions in the matrix products of the last step, forward and backward; in the last block only for the rows
    /// with a loss.
    /// </summary>
    internal double ProductOperations
    {
        get
        {
            var shape = Options.Shape;
            double attention = 2.0 * shape.Hidden * shape.KvSize + (double)shape.Hidden * shape.Hidden,
                rest = (double)shape.Hidden * shape.Hidden + 3.0 * shape.Hidden * shape.FeedForward;
            double tokens = _shards.Sum(shard => shard.Batch.TokenCount), judged = _shards.Sum(shard => shard.Batch.TargetCount);
            double forward = tokens * (shape.Layers * attention + (shape.Layers - 1) * rest)
                + judged * (rest + (double)shape.Hidden * shape.Vocabulary);
            return 2 * 3 * forward;
        }
    }

    /// <summary>The model's weights, including the trained ones.</summary>
    internal Buffer Parameters { get; }

    /// <summary>The trained numbers: the weights themselves, or the adapter's pairs.</summary>
    internal Buffer Trained => _overlay?.Values ?? Parameters;

    internal IReadOnlyList<LowRankPair> AdapterPairs => _overlay?.Pairs ?? [];

    internal ParameterMap Map { get; }

    internal AdamW Optimiser { get; }

    /// <summary>Loss and judged tokens since the last point of the curve.</summary>
    internal (double Loss, long Judged) Running { get; set; }

    /// <summary>Trains until done or cancelled; cancellation takes effect between steps, so that the state is complete.</summary>
    public void Run(int threads, Action<Trainer>? afterStep = null, CancellationToken cancellation = default)
    {
        while (!IsDone)
        {
            cancellation.ThrowIfCancellationRequested();
            DoStep(threads);
            if (Step % Options.ValidationEvery == 0 || Step == Options.Steps) Validate(threads);
            afterStep?.Invoke(this);
        }
    }

    private void DoStep(int threads)
    {
        EachShard(threads, i => _examples.FillTraining(_shards[i].Batch, Step, i, Options.Shape.Context));
        int judged = _shards.Sum(shard => shard.Batch.TargetCount);
        EachShard(threads, i =>
        {
            var shard = _shards[i];
            shard.Gradient.Clear(Map.Count);
            shard.Loss = shard.Pass.Run(Parameters, shard.Batch, shard.Gradient, 1f / judged);
        });

        _shards[0].Gradient.Span.CopyTo(_gradient.Span);
        double loss = _shards[0].Loss;
        for (int i = 1; i < Shards; i++)
        {
            Pointwise.Add(_gradient.Pointer, _shards[i].Gradient.Pointer, Map.Count);
            loss += _shards[i].Loss;
        }

        var slope = _overlay?.Carry(_gradient) ?? _gradient;
        double norm = Math.Sqrt(Pointwise.SquareSum(slope.Pointer, slope.Length));
        if (!double.IsFinite(norm))
            throw new InvalidOperationException(
                $"training diverged at step {Step}: the gradient is not finite; lower the learning rate ({Options.LearningRate})");

        Optimiser.Step(Trained, slope, Step + 1, Options.RateAt(Step), Options.WeightDecay,
            norm > Options.ClipNorm ? Options.ClipNorm / norm : 1);
        _overlay?.Apply(Parameters);
        Running = (Running.Loss + loss, Running.Judged + judged);
        Step++;
    }

    private void Validate(int threads)
    {
        var scores = _examples.Tasks
            .Select(entry => Score(TaskSplit.Items(entry, TaskSet.Validation, Options.ValidationItems / _examples.Tasks.Length), threads))
            .ToList();
        Curve.Add(new TrainingPoint(
            Step,
            Options.RateAt(Step - 1),
            Running.Loss / Math.Max(1, Running.Judged),
            scores.Sum(score => score.Loss) / scores.Sum(score => score.Judged),
            scores.Sum(score => score.Exact) / (double)scores.Sum(score => score.Items)));
        Running = default;
    }

    /// <summary>
    /// Scores items by exact answers. An item is exact when every judged token is the most likely one given the right beginning, which is
    /// when greedy generation gives the answer and stops.
    /// </summary>
    internal ItemScore Score(IReadOnlyList<TaskItem> items, int threads)
    {
        var parts = new ItemScore[Shards];
        EachShard(threads, i => parts[i] = ScorePart(_shards[i], items, i));
        return parts.Aggregate((a, b) => a.Plus(b));
    }

    private ItemScore ScorePart(Shard shard, IReadOnlyList<TaskItem> items, int first)
    {
        var total = default(ItemScore);
        for (int next = first; next < items.Count;)
        {
            shard.Batch.Clear();
            while (next < items.Count)
            {
                var (tokens, promptLength) = TaskExamples.Encode(items[next]);
                if (!shard.Batch.HasRoomFor(tokens.Length - 1)) break;
                shard.Batch.Add(tokens, promptLength);
                next += Shards;
            }

            total = total.Plus(Judge(shard.Batch, shard.Pass.Logits(Parameters, shard.Batch)));
        }

        return total;
    }

    private ItemScore Judge(Sequences batch, ReadOnlySpan<float> logits)
    {
        int vocabulary = Options.Shape.Vocabulary, row = 0, exact = 0;
        double loss = 0;
        foreach (var (start, length) in batch.Spans)
        {
            bool right = true;
            for (int t = start; t < start + length; t++)
            {
                int target = batch.Targets[t];
                if (target == Sequences.NoTarget) continue;
                var line = logits.Slice(row++ * vocabulary, vocabulary);
                float max = float.NegativeInfinity;
                foreach (float value in line) max = MathF.Max(max, value);
                right &= line[target] >= max;
                double sum = 0;
                foreach (float value in line) sum += Math.Exp(value - max);
                loss += Math.Log(sum) + max - line[target];
            }

            if (right) exact++;
        }

        return new ItemScore(batch.Spans.Count, exact, loss, batch.TargetCount);
    }

    private static void EachShard(int threads, Action<int> work)
    {
        if (threads <= 1)
        {
            for (int i = 0; i < Shards; i++) work(i);
            return;
        }

        Parallel.For(0, Shards, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
    }

    /// <summary>
    /// Fills normal weights that keep the variance of activations, smaller where a block adds to the residual stream; gains are one.
    /// </summary>
    private void Initialise()
    {
        var seeds = new SeedTree(Options.Seed);
        foreach (var tensor in Map.Tensors)
        {
            var values = Parameters.Span.Slice(tensor.Offset, tensor.Length);
            if (tensor.IsGain)
            {
                values.Fill(1);
                continue;
            }

            var chance = seeds.Stream("weights:" + tensor.Name);
            bool isResidual = tensor.Name.EndsWith("wo", StringComparison.Ordinal) || tensor.Name.EndsWith("w2", StringComparison.Ordinal);
            double deviation = tensor.Name.EndsWith("embeddings", StringComparison.Ordinal)
                ? 0.05
                : 1 / Math.Sqrt(tensor.Columns) / (isResidual ? Math.Sqrt(2 * Options.Shape.Layers) : 1);
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)(deviation * Math.Sqrt(2 * chance.NextExponential()) * Math.Cos(2 * Math.PI * chance.NextDouble()));
        }
    }

    internal void Restore(int step, List<TrainingPoint> curve, (double Loss, long Judged) running)
    {
        _overlay?.Apply(Parameters);
        Step = step;
        Curve = curve;
        Running = running;
    }

    private sealed class Shard(TransformerPass pass, Sequences batch, Buffer gradient)
    {
        public TransformerPass Pass => pass;

        public Sequences Batch => batch;

        public Buffer Gradient => gradient;

        public double Loss { get; set; }
    }
}

/// <summary>The score of some items.</summary>
internal readonly record struct ItemScore(int Items, int Exact, double Loss, int Judged)
{
    public ItemScore Plus(ItemScore other) => new(Items + other.Items, Exact + other.Exact, Loss + other.Loss, Judged + other.Judged);
}
