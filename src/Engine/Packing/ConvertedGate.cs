using System.Globalization;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;
using Teleo.Engine.Runtime;

namespace Teleo.Engine.Packing;

/// <summary>
/// Checks that a file is equivalent to its source: the same facts and vocabulary, every tensor within the tolerance of its type, and logits
/// that agree.
/// </summary>
public static class ConvertedGate
{
    public const string Name = "converted";
    private const int MostTokens = 16;
    private const double LogitsPerWeight = 6;

    /// <summary>
    /// Returns the tolerance of a type: root mean square error over root mean square. Zero where nothing may be lost; else a little above
    /// what normally distributed weights lose.
    /// </summary>
    public static double Tolerance(TensorType type) => type switch
    {
        TensorType.F32 => 0,
        TensorType.F16 => 0.0005,
        TensorType.BF16 => 0.004,
        TensorType.Q8_0 or TensorType.SlmQ8 => 0.02,
        TensorType.Q6_K => 0.04,
        TensorType.Q5_0 or TensorType.Q5_1 or TensorType.Q5_K => 0.08,
        _ => 0.16,
    };

    public static GateReport Run(string source, string converted, TimeProvider clock)
    {
        if (!ModelFile.TryOpen(source, out var original, out var error)) return new(Name, [new("source opens", false, error.ToString())]);
        using (original)
        {
            if (!ModelFile.TryOpen(converted, out var made, out error, acceptsAnyChecksum: true))
                return new(Name, [new("opens", false, error.ToString())]);
            using (made)
            {
                bool sameShape = SameFacts(original.Facts, made.Facts);
                var checks = new List<GateCheck>
                {
                    new("facts", sameShape, sameShape ? "the same" : $"{original.Facts} became {made.Facts}"),
                    VocabularyAgrees(original.Vocabulary, made.Vocabulary),
                };
                if (sameShape)
                {
                    checks.Add(WeightsAgree(original, made, out double worst));
                    checks.Add(LogitsAgree(source, converted, worst, clock));
                }
                return new(Name, checks);
            }
        }
    }

    // Whether the output is stored twice is a matter of the format, not of the model.
    private static bool SameFacts(ModelFacts original, ModelFacts made) =>
        original with { TiedOutput = false } == made with { TiedOutput = false };

    // Where the formats write the same pieces in different letters, only the number can be compared.
    private static GateCheck VocabularyAgrees(VocabularyFacts original, VocabularyFacts made) => original.Kind == made.Kind
        ? new("vocabulary", VocabularyHash.Sha256(original) == VocabularyHash.Sha256(made), $"{made.Count} {made.Kind}, compared whole")
        : new("vocabulary", original.Count == made.Count, $"{original.Count} {original.Kind} became {made.Count} {made.Kind}");

    private static GateCheck WeightsAgree(ModelFile original, ModelFile made, out double worst)
    {
        (worst, string where) = (0, "none");
        bool within = true;
        foreach (var slot in PartSlot.All(original.Facts with { TiedOutput = false }))
        {
            var type = made.Weights[slot].Type;
            double error = RelativeError(new ViewSource(original.Weights[slot]), new ViewSource(made.Weights[slot]));
            within &= error <= (type == original.Weights[slot].Type ? 0 : Tolerance(type));
            if (error > worst) (worst, where) = (error, $"{GgufNames.Of(slot)} as {type.Name()}");
        }
        return new("weights", within, string.Create(CultureInfo.InvariantCulture, $"largest relative error {worst:G3} ({where})"));
    }

    private static double RelativeError(ViewSource original, ViewSource made)
    {
        double difference = 0, size = 0;
        var (a, b) = (new float[original.Columns], new float[original.Columns]);
        for (int row = 0; row < original.Rows; row++)
        {
            original.ReadRow(row, a);
            made.ReadRow(row, b);
            for (int column = 0; column < a.Length; column++)
            {
                difference += Math.Pow(a[column] - b[column], 2);
                size += Math.Pow(a[column], 2);
            }
        }
        return difference == 0 ? 0 : Math.Sqrt(difference / size);
    }

    // Errors of weights add up over the layers: six times the worst tensor's is allowed (measured: up to 3.7), and never less than
    // rounding. Unrelated logits would differ by the square root of two.
    private static GateCheck LogitsAgree(string source, string converted, double worstWeight, TimeProvider clock)
    {
        using var original = new ModelRuntime(new RuntimeOptions { MaxThreads = 1 }, clock);
        using var made = new ModelRuntime(new RuntimeOptions { MaxThreads = 1, AcceptsAnyChecksum = true }, clock);
        if (!original.TryLoad(source, out var error) || !made.TryLoad(converted, out error)) return new("logits", false, error.ToString());
        int[] tokens = RuntimeSmokeGate.Probe(original.Facts.VocabularySize, Math.Min(MostTokens, original.Facts.ContextLength));
        try
        {
            float[] a = RuntimeSmokeGate.Logits(original, tokens), b = RuntimeSmokeGate.Logits(made, tokens);
            double difference = Math.Sqrt(a.Zip(b, (x, y) => Math.Pow(x - y, 2)).Sum()), size = Math.Sqrt(a.Sum(x => Math.Pow(x, 2)));
            double allowed = Math.Max(1e-4, LogitsPerWeight * worstWeight), relative = difference / size;
            return new("logits", relative <= allowed,
                string.Create(CultureInfo.InvariantCulture, $"relative difference {relative:G3}, allowed {allowed:G3}"));
        }
        catch (EngineException problem)
        {
            return new("logits", false, problem.Message);
        }
    }
}
