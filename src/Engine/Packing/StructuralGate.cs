using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;

namespace Teleo.Engine.Packing;

/// <summary>
/// Everything about a file that can be known without running it. Opening checks structure; this also reads every weight, which
/// loading does not, and the checksum.
/// </summary>
public static class StructuralGate
{
    public const string Name = "structural";

    /// <param name="checksum">How .slm checksums are mixed; ours if not given.</param>
    public static GateReport Run(string path, ISlmChecksum? checksum = null)
    {
        if (!ModelFile.TryOpen(path, out var model, out var error)) return new(Name, [new("opens", false, error.ToString())]);
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
        long seen = 0;
        foreach (var slot in PartSlot.All(model.Facts))
        {
            var source = new ViewSource(model.Weights[slot]);
            if (source.FirstRowNotFinite() is { } row)
                return new("weights are finite", false, $"{GgufNames.Of(slot)} row {row} is not finite");
            seen += (long)slot.Rows * slot.Columns;
        }
        return new("weights are finite", true, $"{seen} values");
    }

    private static GateCheck ChecksumAgrees(ModelFile model, SlmHeader header, ISlmChecksum checksum)
    {
        ulong sum = SlmChecksums.Of(model.Bytes, checksum);
        return new("checksum", sum == header.Checksum, sum == header.Checksum
            ? $"agrees with {checksum.Name}"
            : $"the file says {header.Checksum:x16}, {checksum.Name} gives {sum:x16}");
    }
}
