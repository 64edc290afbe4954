using System.Text;
using Teleo.Controller.Domain;
using Teleo.Engine.Runtime;
using Teleo.Training.Runs;
using Teleo.Training.Tasks;
using Buffer = Teleo.Training.Runs.Buffer;

namespace Teleo.Training.Tests.Runs;

public sealed class LowRankOverlayTests
{
    private static readonly ModelShape Shape = new() { Hidden = 32, Layers = 2, FeedForward = 64, Heads = 4, KvHeads = 2, Context = 48 };
    private readonly string _root = TestFolder.New();

    /// <summary>Along the gradient of one tensor the loss changes as fast as its norm says.</summary>
    [Fact]
    public void The_gradient_of_every_pair_agrees_with_finite_differences()
    {
        var map = new ParameterMap(Shape);
        var chance = new SeedTree(8).Stream("overlay");
        float[] weights = new float[map.Count];
        foreach (ref float weight in weights.AsSpan()) weight = (float)(0.6 * (chance.NextDouble() - 0.5));
        var overlay = new LowRankOverlay(map, new AdapterOptions("", Rank: 3, Alpha: 6), weights, seed: 1);
        foreach (ref float value in overlay.Values.Span) value = (float)(0.3 * (chance.NextDouble() - 0.5));

        var batch = new Sequences(64);
        batch.Add([.. Enumerable.Range(0, 20).Select(i => i * 7 % 60)], promptLength: 3);
        var pass = new TransformerPass(Shape, map, 64);
        var (effective, gradient) = (new Buffer(map.Count), new Buffer(map.Count));
        overlay.Apply(effective);
        pass.Run(effective, batch, gradient, scale: 1);
        float[] slopes = overlay.Carry(gradient).Span.ToArray();

        foreach (var tensor in overlay.Tensors)
        {
            var slope = slopes.AsSpan(tensor.Offset, tensor.Length).ToArray();
            double norm = Math.Sqrt(slope.Sum(value => (double)value * value));
            const double Distance = 4e-3;
            double found = (LossAlong(Distance / norm) - LossAlong(-Distance / norm)) / (2 * Distance);
            Assert.True(Math.Abs(norm - found) <= 2e-2 * norm + 2e-4, $"{tensor.Name}: gradient {norm}, differences {found}");

            double LossAlong(double factor)
            {
                var values = overlay.Values.Span.Slice(tensor.Offset, tensor.Length);
                float[] kept = values.ToArray();
                for (int i = 0; i < values.Length; i++) values[i] += (float)(factor * slope[i]);
                overlay.Apply(effective);
                double loss = pass.Run(effective, batch, gradient: null, scale: 1);
                kept.CopyTo(overlay.Values.Span[tensor.Offset..]);
                return loss;
            }
        }
    }

    [Fact]
    public void The_engine_lays_the_adapter_over_its_base_as_the_trainer_did()
    {
        var basis = Trained(new TrainingOptions { Shape = Shape, Steps = 10, BatchTokens = 512, WarmUpSteps = 2, ValidationItems = 8 }, "reversal", []);
        string model = Path.Combine(_root, "base.gguf"), adapter = Path.Combine(_root, "adapter.gguf");
        ModelExport.Write(basis, model);
        float[] weights = ModelExport.ReadBase(model, out var shape);
        Assert.Equal(Shape, shape);
        Assert.Equal(basis.Parameters.Span.ToArray(), weights);

        var trainer = Trained(basis.Options with { Adapter = new AdapterOptions("", Rank: 4) }, "sorting", weights);
        ModelExport.Write(trainer, adapter);
        Assert.NotEqual(weights, trainer.Parameters.Span.ToArray());

        using var runtime = new ModelRuntime(new RuntimeOptions(), TimeProvider.System);
        Assert.True(runtime.TryLoad(model, out var error), error.ToString());
        Assert.True(runtime.TryLoadAdapter(adapter, out var lora, out error), error.ToString());
        using var session = runtime.NewSession();
        session.Use(lora);
        int[] tokens = [TaskExamples.Bos, .. Encoding.ASCII.GetBytes("sort 3141\n11").Select(b => (int)b)];
        session.Append(tokens);
        var batch = new Sequences(64);
        batch.Add([.. tokens, TaskExamples.Eos], promptLength: tokens.Length);
        float[] expected = new TransformerPass(Shape, trainer.Map, 64).Logits(trainer.Parameters, batch).ToArray();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], session.Logits[i], 1e-4f);
        session.Dispose();
        lora.Dispose();
    }

    [Fact]
    public void An_adapter_that_was_not_trained_is_its_base()
    {
        var basis = new Trainer(new TrainingOptions { Shape = Shape }, Examples("sorting"));
        float[] weights = basis.Parameters.Span.ToArray();
        var trainer = new Trainer(basis.Options with { Adapter = new AdapterOptions("") }, Examples("sorting"), weights);
        Assert.Equal(weights, trainer.Parameters.Span.ToArray());
    }

    private static Trainer Trained(TrainingOptions options, string task, float[] weights)
    {
        var trainer = new Trainer(options, Examples(task), weights);
        trainer.Run(threads: 1);
        return trainer;
    }

    private static TaskExamples Examples(string task) => new([TaskCatalog.Find(task)!], 1);
}
