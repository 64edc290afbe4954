using Teleo.Controller.Domain;
using Teleo.Training.Runs;
using Buffer = Teleo.Training.Runs.Buffer;

namespace Teleo.Training.Tests.Runs;

/// <summary>The gradient of the loss is what finite differences say it is, for every group of parameters.</summary>
public sealed class GradientTests
{
    /// <summary>The loss comes of single-precision logits.</summary>
    private const double LossRounding = 6e-7;

    public static TheoryData<int, int, bool> Shapes => new() { { 4, 4, true }, { 4, 2, false }, { 2, 1, true } };

    [Theory, MemberData(nameof(Shapes))]
    public void Agrees_with_finite_differences(int heads, int kvHeads, bool tied)
    {
        var shape = new ModelShape { Vocabulary = 23, Hidden = 24, Layers = 2, FeedForward = 20, Heads = heads, KvHeads = kvHeads, Context = 20, TiedOutput = tied };
        var map = new ParameterMap(shape);
        var chance = new SeedTree(5).Stream("gradient");
        var parameters = new Buffer(map.Count);
        for (int i = 0; i < map.Count; i++) parameters.Span[i] = (float)(0.6 * (chance.NextDouble() - 0.5));
        var batch = Batch(ref chance, shape.Vocabulary);
        var pass = new TransformerPass(shape, map, maxTokens: 64);
        var gradient = new Buffer(map.Count);
        pass.Run(parameters, batch, gradient, scale: 1);

        foreach (var tensor in map.Tensors)
        {
            for (int probe = 0; probe < 4; probe++)
            {
                // Along the gradient of one row, where the slope is large against the rounding of the loss.
                int row = chance.NextInt(tensor.Rows), start = tensor.Offset + row * tensor.Columns;
                var slopes = gradient.Span.Slice(start, tensor.Columns);
                double square = 0;
                foreach (float slope in slopes) square += slope * slope;
                double norm = Math.Sqrt(square);
                if (norm < 1e-3) continue;

                const double Distance = 4e-3;
                double up = LossAlong(+Distance / norm), down = LossAlong(-Distance / norm);
                double expected = (up - down) / (2 * Distance);
                Assert.True(Math.Abs(norm - expected) <= 2e-2 * norm + LossRounding / Distance, $"{tensor.Name} row {row}: gradient {norm}, differences {expected}");

                double LossAlong(double factor)
                {
                    float[] kept = parameters.Span.Slice(start, tensor.Columns).ToArray();
                    var values = parameters.Span.Slice(start, tensor.Columns);
                    for (int i = 0; i < values.Length; i++) values[i] += (float)(factor * gradient.Span[start + i]);
                    double loss = pass.Run(parameters, batch, gradient: null, scale: 1);
                    kept.CopyTo(values);
                    return loss;
                }
            }
        }
    }

    private static Sequences Batch(ref RandomStream chance, int vocabulary)
    {
        var batch = new Sequences(64);
        foreach (int length in new[] { 5, 19, 2 })
        {
            int[] tokens = new int[length + 1];
            for (int i = 0; i <= length; i++) tokens[i] = chance.NextInt(vocabulary);
            batch.Add(tokens, promptLength: 1 + length / 3);
        }

        return batch;
    }
}
