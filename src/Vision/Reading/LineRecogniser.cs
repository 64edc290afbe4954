using System.Text;
using Teleo.Vision.Geometry;
using Teleo.Vision.Images;
using Teleo.Vision.Tensors;

namespace Teleo.Vision.Reading;

/// <summary>Turns a line of an image upright and reads it.</summary>
internal sealed class LineRecogniser(ReaderModels models, ReaderOptions options)
{
    private const int Height = 48;

    /// <summary>Narrower lines are padded, as the recogniser was trained on them.</summary>
    private const int LeastWidth = 320;

    /// <summary>The most: a line 85 times as wide as high.</summary>
    private const int MostWidth = 4096;

    private const int ClassifierWidth = 192;

    /// <summary>Columns of the line per step of the recogniser.</summary>
    private const int StepWidth = 8;

    /// <summary>A line this many times as high as wide runs downwards.</summary>
    private const float Downwards = 1.5f;

    private static readonly PixelScaling Scaling = PixelScaling.Standard(new(0.5f), new(0.5f), blueFirst: true);

    /// <summary>
    /// Returns the text and its mean probability; empty if nothing is read. A line that the classifier finds upside down is read both ways,
    /// and the more certain reading is used: the classifier errs on one line in some hundreds, a reader does not.
    /// </summary>
    public LineText Read(ImageLevels levels, RotatedBox box, CancellationToken cancellation)
    {
        if (box.Height >= Downwards * box.Width) box = box.Quarter();
        var upright = Text(levels, box, cancellation);
        if (models.Classifier is not { } classifier) return upright;
        float turnedShare = TurnedShare(classifier, levels, box, cancellation);
        upright = upright with { Direction = 0, DirectionScore = 1 - turnedShare };
        if (turnedShare < options.ClsThresh) return upright;

        var turned = Text(levels, box with { Across = -box.Across }, cancellation) with { Direction = 1, DirectionScore = turnedShare };
        return turned.Score > upright.Score ? turned : upright;
    }

    private LineText Text(ImageLevels levels, in RotatedBox box, CancellationToken cancellation)
    {
        int content = ContentWidth(box, MostWidth), width = Math.Max(LeastWidth, (content + StepWidth - 1) / StepWidth * StepWidth);
        var input = Crop(models.Recognizer, levels, box, content, width);
        var output = models.Recognizer.Run([input], null, cancellation)[0];
        if (output.Shape is not [1, var steps, var classes])
            throw new VisionException(VisionFault.Unsupported,
                $"{models.Recognizer.Name} gives {Tensor.Text(output.Shape)} for one line; it must give [1, steps, classes]");

        var symbols = CtcDecoder.Decode(output.Floats, (int)classes);
        float score = symbols.Count == 0 ? 0 : symbols.Average(symbol => symbol.Probability);
        return new(Text(symbols, input, content, width / (float)steps), score, -1, 0);
    }

    /// <summary>The letters, with a space where the recogniser reads one or a gap shows one.</summary>
    private string Text(List<CtcSymbol> symbols, Tensor input, int content, float stepWidth)
    {
        var letters = symbols.FindAll(symbol => !models.Characters.IsSpace(symbol.Class));
        float[] centers = [.. letters.Select(letter => (letter.First + letter.Last + 1) / 2f * stepWidth)];
        bool[] ends = options.RestoreSpaces
            ? WordGaps.Ends(InkProfile.Of(input.Floats, content, (int)input.Shape[3], Height), centers, Height)
            : new bool[letters.Count];

        var text = new StringBuilder();
        int letterCount = 0;
        foreach (var symbol in symbols)
        {
            bool isSpace = models.Characters.IsSpace(symbol.Class), follows = letterCount > 0 && letterCount < letters.Count;
            if (follows && (isSpace || ends[letterCount - 1]) && text[^1] != ' ') text.Append(' ');
            if (isSpace) continue;
            text.Append(models.Characters[symbol.Class]);
            letterCount++;
        }

        return text.ToString();
    }

    /// <summary>Returns the probability that a line is upside down.</summary>
    private static float TurnedShare(OnnxModel classifier, ImageLevels levels, in RotatedBox box, CancellationToken cancellation)
    {
        var input = Crop(classifier, levels, box, ContentWidth(box, ClassifierWidth), ClassifierWidth);
        var output = classifier.Run([input], null, cancellation)[0];
        if (output.Shape is not [1, 2])
            throw new VisionException(VisionFault.Unsupported, $"{classifier.Name} gives {Tensor.Text(output.Shape)}; it must give [1, 2]");
        return output.Floats[1];
    }

    private static Tensor Crop(OnnxModel model, ImageLevels levels, in RotatedBox box, int content, int width)
    {
        var input = Tensor.Zeros(model.Inputs[0].Name, 1, 3, Height, width);
        levels.Fill(box.FromTarget(content, Height), new(0, 0, content, Height), input.Floats, width, Height, Scaling);
        return input;
    }

    private static int ContentWidth(in RotatedBox box, int most) =>
        Math.Clamp((int)MathF.Ceiling(Height * box.Width / box.Height), 1, most);
}
