using System.Text.Json;
using Teleo.Vision.Detecting;
using Teleo.Vision.Geometry;
using Teleo.Vision.Images;
using Teleo.Vision.Specs;
using Teleo.Vision.Tests.Images;
using Teleo.Vision.Tests.Tensors;

namespace Teleo.Vision.Tests.Detecting;

/// <summary>A detector with written weights finds what was drawn, through every step from the file to boxes in the image.</summary>
public sealed class DetectionPipelineTests
{
    /// <summary>Keeps windows that a square fills, and of shifted ones (half a square, overlap 1/3) only the best.</summary>
    private const string Strict = "\"overlap_threshold\": 0.3";

    private static DetectionPipeline Open(OnnxWriter writer, string config, VisionPipelineKind kind = VisionPipelineKind.YoloCpu)
    {
        using var file = writer.ToFile();
        using var model = VisionModel.Open(new("m", VisionModelKind.Yolo, JsonSerializer.Serialize(new { model_path = file.Path })));
        return (DetectionPipeline)model.CreatePipeline(new("p", kind, config));
    }

    /// <summary>
    /// Draws an image of which the target shows <paramref name="places"/> as squares on its grid; returns also the boxes in
    /// the image.
    /// </summary>
    private static (RgbImage Image, List<(Box Box, int Class)> Expected) Draw(
        int width, int height, params (int X, int Y, int Class)[] places)
    {
        var letterbox = Letterbox.Fit(width, height, SquareDetector.Size, SquareDetector.Size);
        List<(Box Box, int Class)> expected = [];
        foreach (var (x, y, number) in places)
            expected.Add((letterbox.Inverse(new Box(x, y, x + SquareDetector.Window, y + SquareDetector.Window)), number));
        return (Drawn.Image(width, height, (x, y) => Color(expected, x + 0.5f, y + 0.5f)), expected);
    }

    private static (byte, byte, byte) Color(List<(Box Box, int Class)> squares, float x, float y)
    {
        int found = squares.FindIndex(square => x > square.Box.Left && x < square.Box.Right && y > square.Box.Top && y < square.Box.Bottom);
        byte Of(int number) => found >= 0 && squares[found].Class == number ? (byte)255 : (byte)0;
        return (Of(0), Of(1), Of(2));
    }

    private static void AssertFound(List<(Box Box, int Class)> expected, DetectionResult result, float slack)
    {
        Assert.Equal(expected.Count, result.Detections.Length);
        foreach (var (box, number) in expected)
            Assert.Contains(result.Detections, found => found.Class == number
                && Math.Abs(found.Box.Left - box.Left) < slack && Math.Abs(found.Box.Top - box.Top) < slack
                && Math.Abs(found.Box.Right - box.Right) < slack && Math.Abs(found.Box.Bottom - box.Bottom) < slack);
    }

    [Theory]
    [InlineData(DetectionHead.V8, 0.4f, 1f)]
    [InlineData(DetectionHead.V5, 0.2f, 0.5f)]
    [InlineData(DetectionHead.V10, 0.9f, 1f)]
    public void Squares_are_found_where_they_were_drawn(DetectionHead head, float threshold, float score)
    {
        string config = $$"""{"head": "{{head.ToString().ToLowerInvariant()}}", "score_threshold": {{threshold}}, {{Strict}}}""";
        using var pipeline = Open(SquareDetector.Model(head), config);
        var (image, expected) = Draw(128, 96, (0, 8, 0), (40, 16, 1), (16, 40, 2));
        var result = pipeline.Run(Drawn.File(image));
        Assert.Equal(new Letterbox(0.5f, 0, 8, 128, 96), result.Letterbox);
        AssertFound(expected, result, 0.01f);
        Assert.All(result.Detections, found => Assert.Equal(score, found.Score, 3));
    }

    /// <summary>
    /// Images of any shape: the edges of squares do not fall on pixels then, and boxes come back within half a pixel of the
    /// model's input.
    /// </summary>
    [Theory, MemberData(nameof(Cases.Seeds), MemberType = typeof(Cases))]
    public void Squares_are_found_in_images_of_any_shape(uint seed)
    {
        using var pipeline = Open(SquareDetector.Model(DetectionHead.V8), $$"""{"score_threshold": 0.7, {{Strict}}}""");
        var random = Cases.Stream("picture", seed);
        int width = 80 + random.NextInt(300), height = width * (70 + random.NextInt(60)) / 100;
        var (image, expected) = Draw(width, height, (16, 16, random.NextInt(3)), (32, 40, random.NextInt(3)));
        var result = pipeline.Run(image);
        AssertFound(expected, result, 0.5f / result.Letterbox.Scale);
    }

    [Fact]
    public void The_outputs_are_the_head_and_the_detections_as_rows()
    {
        using var pipeline = Open(SquareDetector.Model(DetectionHead.V8), $$"""{"score_threshold": 0.9, {{Strict}}}""");
        var result = pipeline.Run(Draw(64, 64, (8, 24, 2)).Image);
        var outputs = result.Outputs();
        Assert.Equal(["output", "detections"], outputs.Select(output => output.Name));
        Assert.Equal([1, 7, 49], outputs[0].Shape);
        Assert.Equal([1, 6], outputs[1].Shape);
        Assert.Equal([8, 24, 24, 40], outputs[1].Floats[..4].ToArray());
        Assert.Equal(2, outputs[1].Floats[5]);
    }

    [Fact]
    public void Nothing_drawn_is_nothing_found()
    {
        using var pipeline = Open(SquareDetector.Model(DetectionHead.V8), "");
        var result = pipeline.Run(Drawn.Image(50, 90, (_, _) => (200, 200, 200)));
        Assert.Empty(result.Detections);
        Assert.Equal([0, 6], result.Outputs()[1].Shape);
    }

    [Fact]
    public void The_best_come_first_and_no_more_than_asked()
    {
        const string Config = """{"score_threshold": 0.01, "max_detections": 3, "overlap_threshold": 1}""";
        using var pipeline = Open(SquareDetector.Model(DetectionHead.V8), Config);
        var found = pipeline.Run(Draw(64, 64, (24, 24, 1)).Image).Detections;
        Assert.Equal(3, found.Length);
        Assert.Equal(1, found[0].Score, 3);
        Assert.Equal([0.5f, 0.5f], found[1..].Select(detection => MathF.Round(detection.Score, 3)));
    }

    [Fact]
    public void An_OpenVINO_kind_finds_the_same_and_says_what_runs()
    {
        using var asked = Open(SquareDetector.Model(DetectionHead.V8), "", VisionPipelineKind.YoloOpenVino);
        using var plain = Open(SquareDetector.Model(DetectionHead.V8), "");
        var image = Draw(64, 64, (24, 24, 1)).Image;
        Assert.Equal(plain.Run(image).Detections, asked.Run(image).Detections);
        Assert.Contains("in place of OpenVINO", asked.Runtime, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_no_such_detector_is_refused_before_it_runs()
    {
        Refused("", new OnnxWriter().Input("x", 1, 4, 8, 8).Output("y", 1, 4, 8, 8).Node("Neg", ["x"], "y"));
        Refused("", new OnnxWriter().Input("x", 1, 3, 8).Output("y", 1, 3, 8).Node("Neg", ["x"], "y"));
        Refused("", new OnnxWriter().Input("x", 1, 3, 8, 8).Output("y", 1, 3, 8, 8).Node("Neg", ["x"], "y"));
        Refused("""{"input_width": 32}""", SquareDetector.Model(DetectionHead.V8));
        Refused("""{"head": "v10"}""", SquareDetector.Model(DetectionHead.V8));

        static void Refused(string config, OnnxWriter model) =>
            Assert.Equal(VisionFault.Unsupported, Assert.Throws<VisionException>(() => Open(model, config)).Fault);
    }

    [Theory]
    [InlineData("""{"score_threshold": 2, "overlap_threshold": -1}""", "score_threshold must lie between 0 and 1, is 2; overlap_threshold must lie between 0 and 1, is -1")]
    [InlineData("""{"head": "v7"}""", "head has a value of the wrong type")]
    [InlineData("""{"head": 7}""", "head")]
    public void A_setting_beyond_its_range_is_refused(string config, string part)
    {
        var refused = Assert.Throws<VisionException>(() => Open(SquareDetector.Model(DetectionHead.V8), config));
        Assert.Equal(VisionFault.InvalidArgument, refused.Fault);
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }
}
