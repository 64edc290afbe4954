using Teleo.Controller.Domain;
using Teleo.Experiments.Preprint;

namespace Teleo.Experiments.Tests.Preprint;

public sealed class NumericsTests
{
    public static TheoryData<uint> Seeds => [.. Enumerable.Range(0, 20).Select(i => (uint)i)];

    [Theory, MemberData(nameof(Seeds))]
    public void Lanes_give_the_plain_sums(uint seed)
    {
        var chance = new SeedTree(seed).Stream("lanes");
        double[] a = [.. Enumerable.Range(0, 8 * (1 + (int)seed % 5)).Select(_ => chance.NextNormal())];
        double[] b = [.. a.Select(_ => chance.NextNormal())], target = [.. b];
        Assert.Equal(a.Zip(b, (x, y) => x * y).Sum(), DoubleLanes.Dot(a, b), 1e-12);
        DoubleLanes.AddScaled(target, 0.3, a);
        for (int i = 0; i < a.Length; i++) Assert.Equal(b[i] + 0.3 * a[i], target[i], 1e-15);
    }

    /// <summary>At the minimum of the penalised squares the residuals balance the penalty in every direction.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public void A_separator_is_the_minimum_of_its_penalised_squares(uint seed)
    {
        var shape = new LearnerShape(5, 2);
        var chance = new SeedTree(seed).Stream("separator");
        var options = LearnerOptions.Default with { Ridge = 0.5, SeparatorTarget = 2, BalancedSeparator = seed % 2 == 0 };
        var trajectory = new LearnerTrajectory(shape.Stride);
        EvidenceList positives = EvidenceList.Empty, negatives = EvidenceList.Empty;
        var rows = new List<(double[] Row, double Target)>();
        for (int i = 0; i < 12; i++)
        {
            double[] row = [.. Enumerable.Range(0, 5).Select(_ => chance.NextNormal()), 1, 0, 0];
            bool positive = i < 8;
            int kept = trajectory.Append(new LabelledSample(row, 0));
            // The last sample is only passed in, unless the seed has it in the list already.
            if (positive) positives = trajectory.Remember(positives, kept);
            else if (i < 11 || seed % 3 == 0) negatives = trajectory.Remember(negatives, kept);
            rows.Add((row, positive ? 2 : -2));
        }

        var atom = new double[shape.Stride];
        new Separator(shape).Fit(trajectory, positives, negatives, new LabelledSample(rows[^1].Row, 1), options, atom);
        for (int j = 0; j < 6; j++)
        {
            double gradient = j < 5 ? options.Ridge * atom[j] : 0;
            foreach (var (row, target) in rows)
            {
                double weight = !options.BalancedSeparator ? 1 : target > 0 ? 12 / 16.0 : 12 / 8.0;
                gradient += weight * row[j] * (DoubleLanes.Dot(atom, row) - target);
            }

            Assert.Equal(0, gradient, 1e-10);
        }
    }

    [Theory]
    [InlineData(GradientMetric.DiagonalFisher)]
    [InlineData(GradientMetric.Plain)]
    public void A_step_is_the_gradient_over_its_mean_square_up_to_the_clip(GradientMetric metric)
    {
        var options = LearnerOptions.Default with { Metric = metric, StepClip = 0.05, FisherFloor = 0.01 };
        double[] weights = [1, 2, 3, 4, 5, 6, 7, 8], fisher = [0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0], sample = [1, -2, 0.5, 0, 0.01, 30, 1, 0];
        double[] before = [.. weights], kept = [.. fisher];
        const double Slope = -0.4;
        NaturalGradient.StepAtom(weights, fisher, Slope, sample, options);
        for (int i = 0; i < 8; i++)
        {
            double gradient = Slope * sample[i], estimate = kept[i];
            Assert.Equal(0.9 * kept[i] + 0.1 * gradient * gradient, fisher[i], 1e-12);
            double step = metric == GradientMetric.Plain ? 0.01 * gradient : 0.01 * gradient / (fisher[i] + 0.01);
            Assert.Equal(before[i] - Math.Clamp(step, -0.05, 0.05), weights[i], 1e-14);
            Assert.Equal(NaturalGradient.StepNumber(before[i], ref estimate, gradient, options.LearningRate, options), weights[i], 1e-14);
            Assert.Equal(fisher[i], estimate, 1e-14);
        }
    }

    [Theory]
    [InlineData("iris")]
    [InlineData("wine")]
    public void Logistic_regression_ends_where_no_small_change_lowers_its_loss(string name)
    {
        var data = DataSet.Load(name);
        var split = new PreparedSplit(data);
        split.Fill(LearnerRun.SplitOf(data, new SeedTree(1), 0), Scaling.Standard);
        var model = new LogisticRegression(data.Shape);
        model.Fit(split);
        Assert.True(model.Converged);
        Assert.InRange(model.Iterations, 5, 200);
        double best = LossOf(model.Weights, split);
        var chance = new SeedTree(2).Stream("around");
        for (int i = 0; i < 50; i++)
        {
            double[] around = model.Weights.ToArray();
            for (int k = 0; k < data.Classes.Count; k++)
                for (int j = 0; j <= data.Features; j++) around[k * data.Shape.Stride + j] += 0.05 * chance.NextNormal();
            Assert.True(LossOf(around, split) > best);
        }
    }

    /// <summary>The penalised loss by its definition.</summary>
    private static double LossOf(ReadOnlySpan<double> weights, PreparedSplit split)
    {
        var shape = split.Data.Shape;
        double loss = 0;
        for (int k = 0; k < shape.Classes; k++)
            for (int j = 0; j < shape.Features; j++) loss += 0.5 * weights[k * shape.Stride + j] * weights[k * shape.Stride + j];
        foreach (int i in split.Split.Train)
        {
            var sample = split.SampleOf(i);
            double sum = 0, own = 0;
            for (int k = 0; k < shape.Classes; k++)
            {
                double logit = 0;
                for (int j = 0; j <= shape.Features; j++) logit += weights[k * shape.Stride + j] * sample.Values[j];
                sum += Math.Exp(logit);
                if (k == sample.Label) own = logit;
            }

            loss += Math.Log(sum) - own;
        }

        return loss;
    }
}
