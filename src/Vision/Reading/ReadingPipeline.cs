using Teleo.Vision.Geometry;
using Teleo.Vision.Images;
using Teleo.Vision.Tensors;

namespace Teleo.Vision.Reading;

/// <summary>Reads the text of images: finds lines, orders them, turns each upright, reads it.</summary>
public sealed class ReadingPipeline : VisionPipeline
{
    private readonly ReaderOptions _options;
    private readonly TextFinder _finder;
    private readonly LineRecogniser _reader;

    internal ReadingPipeline(string id, string runtime, ReaderModels models, ReaderOptions options)
        : base(id, runtime, [.. models.All])
    {
        _options = options;
        _finder = new(models.Detector, options);
        _reader = new(models, options);
    }

    /// <summary>Decodes an image file and reads it.</summary>
    public ReadPage Run(ReadOnlySpan<byte> imageFile, CancellationToken cancellation = default) =>
        Run(ImageDecoder.Decode(imageFile), cancellation);

    public ReadPage Run(RgbImage image, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        var levels = new ImageLevels(image);
        var boxes = _finder.Find(image, levels, cancellation).ConvertAll(found => found.Box);
        var page = new PageWriter();
        foreach (var row in ReadingOrder.Rows(boxes))
        {
            foreach (int index in row)
            {
                var text = _reader.Read(levels, boxes[index], cancellation);
                if (text.Text.Length > 0 && text.Score >= _options.TextRecScoreThresh) page.Add(boxes[index], text);
            }

            page.EndRow();
        }

        return page.Page(image.Width, image.Height, ReadingOrder.Angle(boxes));
    }
}
