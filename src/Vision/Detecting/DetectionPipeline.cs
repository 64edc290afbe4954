using Teleo.Vision.Geometry;
using Teleo.Vision.Images;
using Teleo.Vision.Tensors;

namespace Teleo.Vision.Detecting;

/// <summary>Finds objects in images with a detector whose input is [1, 3, height, width], red first, from 0 to 1.</summary>
public sealed class DetectionPipeline : VisionPipeline
{
    private const int DefaultSize = 640;

    /// <summary>The grey of the padding, as detectors are trained with it.</summary>
    private const float Padding = 114 / 255f;

    private readonly OnnxModel _model;
    private readonly DetectionOptions _options;
    private readonly int _width;
    private readonly int _height;

    internal DetectionPipeline(string id, string runtime, OnnxModel model, DetectionOptions options)
        : base(id, runtime, model)
    {
        (_model, _options) = (model, options);
        if (Fault(model, options) is { } fault)
        {
            Dispose();
            throw new VisionException(VisionFault.Unsupported, $"{model.Name} cannot be used as a detector: {fault}");
        }

        _height = Size(options.InputHeight, model.Inputs[0].Dimensions[2]);
        _width = Size(options.InputWidth, model.Inputs[0].Dimensions[3]);
    }

    /// <summary>Decodes an image file and finds objects in it.</summary>
    public DetectionResult Run(ReadOnlySpan<byte> imageFile, CancellationToken cancellation = default) =>
        Run(ImageDecoder.Decode(imageFile), cancellation);

    public DetectionResult Run(RgbImage image, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        var letterbox = Letterbox.Fit(image.Width, image.Height, _width, _height);
        var input = Tensor.Zeros(_model.Inputs[0].Name, 1, 3, _height, _width);
        input.Floats.Fill(Padding);
        var content = new PixelBox(letterbox.PadX, letterbox.PadY, letterbox.ContentWidth, letterbox.ContentHeight);
        AffineSampler.Fill(image, letterbox.ToImage, content, input.Floats, _width, _height, PixelScaling.Unit);

        var heads = _model.Run([input], null, cancellation);
        if (HeadDecoder.Fault(_options.Head, heads[0].Shape) is { } fault)
            throw new VisionException(VisionFault.Unsupported, $"{_model.Name}: {fault}");
        return new(letterbox, Detections(letterbox, heads[0]), heads);
    }

    private Detection[] Detections(in Letterbox letterbox, Tensor head)
    {
        var found = HeadDecoder.Decode(_options.Head, head.Floats, head.Shape, _options.ScoreThreshold);
        float limit = _options.Head == DetectionHead.V10 ? 1 : _options.OverlapThreshold;   // its overlaps are suppressed already
        var kept = Suppression.Keep(found, limit, _options.MaxDetections);
        var map = letterbox;
        return [.. kept.Select(detection => detection with { Box = map.Inverse(detection.Box) })];
    }

    private static string? Fault(OnnxModel model, DetectionOptions options)
    {
        if (model.Inputs is not [{ Kind: ElementKind.Float32 } input])
            return $"a detector has one input of {ElementKind.Float32}; this model takes {string.Join("; ", model.Inputs)}";
        if (input.Dimensions is not [var batch, var planes, var height, var width] || !Fits(batch, 1) || !Fits(planes, 3))
            return $"a detector takes [1, 3, height, width]; this model takes {input}";
        if (!Fits(height, Size(options.InputHeight, height)) || !Fits(width, Size(options.InputWidth, width)))
            return $"the configuration asks for an input of {options.InputWidth} x {options.InputHeight}; this model takes {input}";
        if (model.Outputs is not [{ Kind: ElementKind.Float32 } output, ..])
            return $"its first output must hold {ElementKind.Float32}; it has {string.Join("; ", model.Outputs)}";
        bool isKnown = !output.Dimensions.IsEmpty && output.Dimensions.All(dimension => dimension.IsFixed);
        return isKnown ? HeadDecoder.Fault(options.Head, [.. output.Dimensions.Select(dimension => dimension.Size)]) : null;
    }

    private static bool Fits(Dimension declared, long size) => !declared.IsFixed || declared.Size == size;

    private static int Size(int wanted, Dimension declared) => wanted > 0 ? wanted : declared.IsFixed ? (int)declared.Size : DefaultSize;
}
