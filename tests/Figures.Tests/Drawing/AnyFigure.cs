using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Figures.Drawing;

namespace Teleo.Figures.Tests.Drawing;

/// <summary>Seeded figures with everything that could go wrong in them: gaps, huge and tiny numbers, long names, crowded rules.</summary>
internal static class AnyFigure
{
    private static readonly string[] Words = ["E", "addition@1.0.0#q8_0", "a name that is far too long to stand anywhere without being shortened, as names are", "ρ", "数字", "µ & <σ>", "load"];

    public static Figure From(ulong seed)
    {
        var random = new SeedTree(seed).Stream("any figure");
        int panels = 1 + random.NextInt(6);
        bool share = random.NextInt(2) == 0;
        return new Figure($"any-{seed}", [.. Enumerable.Range(0, panels).Select(_ => AnyPanel(ref random, share))])
        {
            Columns = 1 + random.NextInt(3),
            ShareX = share,
            ShareY = share,
            Title = random.NextInt(2) == 0 ? null : string.Join(' ', Enumerable.Range(0, 20).Select(_ => "word")),
            Note = random.NextInt(2) == 0 ? null : "A note & its <brackets>.",
        };
    }

    private static Panel AnyPanel(ref RandomStream random, bool plain)
    {
        bool onCategories = !plain && random.NextInt(3) == 0;
        int rows = 1 + random.NextInt(30);
        Scale x = random.NextInt(3) switch { 0 => new Scale.Time("Time"), 1 => new Scale.Logarithmic("Size", "B"), _ => new Scale.Linear(Word(ref random), "credits") };
        ImmutableArray<string> names = [.. Enumerable.Range(0, rows).Select(i => $"{i} {Words[i % Words.Length]}")];
        Scale y = new Scale.Linear("y", random.NextInt(2) == 0 ? null : "unit");
        if (onCategories && random.NextInt(2) == 0) y = new Scale.Categories("Skill", names);
        else if (onCategories) x = new Scale.Categories("Skill", names);
        var marks = ImmutableArray.CreateBuilder<Mark>();
        int count = random.NextInt(4);
        for (int k = 0; k < count; k++)
        {
            double size = Math.Pow(10, random.NextInt(24) - 12);
            marks.Add(onCategories ? OnCategories(ref random, rows, size) : Plain(ref random, size));
        }

        for (int k = random.NextInt(4); k > 0 && !onCategories; k--)
            marks.Add(new Mark.Rule(random.NextInt(2) == 0 ? Direction.Vertical : Direction.Horizontal, random.NextDouble(), Word(ref random)));
        return new Panel(x, y, marks.ToImmutable()) { Title = random.NextInt(2) == 0 ? null : Word(ref random) };
    }

    private static Mark Plain(ref RandomStream random, double size)
    {
        int n = random.NextInt(300);
        double[] x = new double[n], y = new double[n];
        for (int i = 0; i < n; i++)
            (x[i], y[i]) = (i * size, random.NextInt(30) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => 1e280, _ => size * (random.NextDouble() - 0.5) });
        return random.NextInt(5) switch
        {
            0 => new Mark.Line([.. x], [.. y]) { Name = Word(ref random), Lower = [.. y], Upper = [.. y.Select(v => v + size)] },
            1 => new Mark.Step([.. x], [.. y]) { Name = Word(ref random) },
            2 => new Mark.Points([.. x], [.. y]) { Name = Word(ref random) },
            3 => new Mark.Regions([new(0, size, Word(ref random)), new(size, 5 * size, Word(ref random))]),
            _ => new Mark.Cells([0, size, 3 * size], [0, 1, 2], [1, double.NaN, -size, 3], new ColourScale(Word(ref random), "1/s")),
        };
    }

    private static Mark OnCategories(ref RandomStream random, int rows, double size)
    {
        var values = new double[rows];
        for (int i = 0; i < rows; i++) values[i] = random.NextInt(20) == 0 ? double.NaN : size * (random.NextDouble() - 0.3);
        return random.NextInt(2) == 0
            ? new Mark.Bars([.. values.Select((v, i) => new Bar(i, v) { Lower = v - size, Upper = v + size })]) { Name = Word(ref random) }
            : new Mark.Estimates([.. values.Select((v, i) => new Estimate(i, v, v - size, v + size))]) { Name = Word(ref random), Printed = true };
    }

    private static string Word(ref RandomStream random) => Words[random.NextInt(Words.Length)];
}
