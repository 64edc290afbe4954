using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;

namespace Teleo.Engine.Packing;

/// <summary>
/// Checks everything about a file that does not need a run. Opening checks structure; this also reads every weight and the checksum, also
/// of a file with another checksum algorithm.
/// </summary>
public static class StructuralGate
{
    public const string Name = "structural";

    /// <param name="checksum">How .slm checksums are mixed; ours if not given.</param>
    public static GateReport Run(string path, ISlmChecksum? checksum = null)
    {
        if (!ModelFile.TryOpen(path, out var model, out var error, acceptsAnyChecksum: true))
            return new(Name, [new("opens", false, error.ToString())]);
        using (model)
        {
            var checks = new List<GateCheck>
            {
                new("opens", true, $"{model.Format}, {model.Facts.Architecture}, {model.SizeBytes} bytes"),
                WeightsAreFinite(model),
            };
            if (model.Slm is { } header) checks.Add(ChecksumAgrees(model, header, checksum ?? Fnv1aWords.Instance));
            return new(Name, checks);
        }
    }

    private static GateCheck WeightsAreFinite(ModelFile model)
    {
        return model.FirstNotFinite() is { } bad
            ? new("weights are finite", false, $"{GgufNames.Of(bad.Slot)} row {bad.Row} is not finite")
            : new("weights are finite", true, $"{PartSlot.All(model.Facts).Sum(slot => (long)slot.Rows * slot.Columns)} values");
    }

    private static GateCheck ChecksumAgrees(ModelFile model, SlmHeader header, ISlmChecksum checksum)
    {
        bool agrees = SlmChecksums.Agrees(model.Bytes, header, checksum, out _);
        return new("checksum", agrees, agrees
            ? $"agrees with {checksum.Name}"
            : $"the file says {header.Checksum:x16}, {checksum.Name} gives {SlmChecksums.Of(model.Bytes, checksum):x16}");
    }
}
