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

    public static GateReport Run(string path)
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
            if (model.Slm is { } header) checks.Add(ChecksumAgrees(model, header));
            return new(Name, checks);
        }
    }

    private static GateCheck WeightsAreFinite(ModelFile model)
    {
        return model.FirstNotFinite() is { } bad
            ? new("weights are finite", false, $"{GgufNames.Of(bad.Slot)} row {bad.Row} is not finite")
            : new("weights are finite", true, $"{PartSlot.All(model.Facts).Sum(slot => (long)slot.Rows * slot.Columns)} values");
    }

    private static GateCheck ChecksumAgrees(ModelFile model, SlmHeader header)
    {
        bool agrees = SlmChecksum.Agrees(model.Bytes, header, out _);
        return new("checksum", agrees, agrees
            ? $"agrees with {SlmChecksum.Name}"
            : $"the file says {header.Checksum:x16}, {SlmChecksum.Name} gives {SlmChecksum.Of(model.Bytes):x16}");
    }
}
