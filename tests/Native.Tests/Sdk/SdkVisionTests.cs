using System.Globalization;
using System.Text;
using System.Text.Json;
using Teleo.Vision.Detecting;
using Teleo.Vision.Reading;
using Teleo.Vision.Specs;
using Teleo.Vision.Tests;
using Teleo.Vision.Tests.Detecting;
using Teleo.Vision.Tests.Images;
using Teleo.Vision.Tests.Reading;
using Teleo.Vision.Tests.Tensors;

namespace Teleo.Native.Tests.Sdk;

/// <summary>Detection, reading and tensors from C give what the pipelines of C# give, with every access of the host checked.</summary>
public sealed class SdkVisionTests
{
    internal static readonly byte[] Squares = Drawn.File(Drawn.Image(64, 48, (x, y) => (x / 16, y / 16) switch
    {
        (1, 1) => ((byte)255, (byte)0, (byte)0),
        (3, 0) => ((byte)0, (byte)0, (byte)255),
        _ => ((byte)255, (byte)255, (byte)255),
    }));

    [GccFact]
    public void A_detector_gives_letterbox_and_detections()
    {
        using var file = SquareDetector.Model(DetectionHead.V8).ToFile();
        using var image = new TemporaryFile(".png", Squares);
        string json = Model(file);
        using var model = VisionModel.Open(new("m", VisionModelKind.Yolo, json));
        using var pipeline = (DetectionPipeline)model.CreatePipeline(new("p", VisionPipelineKind.YoloCpu, ""));
        var expected = pipeline.Run(Squares);
        var (scale, padX, padY, width, height) = expected.Letterbox;
        Assert.NotEmpty(expected.Detections);
        string lines = string.Join('\n',
            [$"{Bits(scale)} {padX} {padY} {width} {height}", .. expected.Detections.Select(Row), ""]);
        Assert.Equal(lines, Host.Run(Program, ["detect", json, image.Path], Host.CheckedEnvironment));
        Assert.Equal(
            Row(expected.Detections[0]) + "\n", Host.Run(Program, ["threads", json, image.Path], Host.CheckedEnvironment));
    }

    [GccFact]
    public void A_reader_gives_text_lines_and_structure()
    {
        using var files = new BarModels();
        byte[] page = Drawn.File(BarPage.Draw(640, 400, 5, ("aba bb", 100, 120), ("b ab", 380, 120), ("aab", 100, 200)));
        using var image = new TemporaryFile(".png", page);
        string json = files.Config(withClassifier: true);
        using var model = VisionModel.Open(new("m", VisionModelKind.PaddleOcr, json));
        using var pipeline = (ReadingPipeline)model.CreatePipeline(new("p", VisionPipelineKind.PaddleOcr, """{"text_det_unclip_ratio": 0.3}"""));
        var expected = pipeline.Run(page);
        Assert.Equal("aba bb b ab\naab\n", expected.Text);
        var lines = new StringBuilder(expected.Text);
        foreach (var line in expected.Lines)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{expected.TextOf(line)}|{Bits(line.Score)}|{line.DirectionLabel}|");
            lines.Append(CultureInfo.InvariantCulture, $"{Bits(line.DirectionScore)}|{Bits(line.Points)}\n");
        }

        lines.Append(Encoding.UTF8.GetString(expected.StructureJson())).Append('\n');
        Assert.Equal(lines.ToString(), Host.Run(Program, ["read", json, image.Path], Host.CheckedEnvironment));
    }

    [GccFact]
    public void A_tensor_model_gives_its_output_with_its_shape()
    {
        using var file = new OnnxWriter().Input("x", 2, 2).Output("y", 2, 2).Constant("two", [1], [2f])
            .Node("Mul", ["x", "two"], "y").ToFile();
        Assert.Equal($"2 2\n{Bits(2)}\n{Bits(4)}\n{Bits(6)}\n{Bits(8)}\n", Host.Run(Program, ["tensor", Model(file)], Host.CheckedEnvironment));
    }

    [GccFact]
    public void A_model_of_several_inputs_takes_each_by_its_name()
    {
        using var file = new OnnxWriter().Input("a", 2).IntegerInput("b", 2).Output("y", 2)
            .Node("Cast", ["b"], "c", ("to", 1)).Node("Mul", ["a", "c"], "y").ToFile();
        Assert.Equal($"{Bits(4.5f)}\n{Bits(8)}\n", Host.Run(Program, ["named", Model(file)], Host.CheckedEnvironment));
    }

    /// <summary>The language functions work without the files; what needs them says which is missing.</summary>
    [GccFact]
    public void Without_the_libraries_beside_it_the_file_that_is_missing_is_named()
    {
        using var file = SquareDetector.Model(DetectionHead.V8).ToFile();
        string lonely = TestFolder.New("teleo-lonely");
        foreach (string library in new[] { Host.Image, Path.Combine(Host.Folder, "libteleo.so") })
            File.Copy(library, Path.Combine(lonely, Path.GetFileName(library)));
        string program = Path.Combine(lonely, "program");
        string source = Repository.PathOf("tests", "Native.Tests", "c", "sdk_vision.c");
        Host.Run("gcc",
            ["-I", Repository.PathOf("include"), source, "-o", program, "-L", lonely, $"-Wl,-rpath,{lonely}", "-lteleo", "-lpthread"]);
        Assert.StartsWith("4 libonnxruntime.so is missing", Host.Run(program, ["refused", Model(file)]), StringComparison.Ordinal);
        Directory.Delete(lonely, recursive: true);
    }

    [GccFact]
    public void A_model_that_cannot_be_loaded_is_refused_with_its_reason()
    {
        Assert.StartsWith("5 ", Refusal("""{"model_path": "/nowhere.onnx"}"""), StringComparison.Ordinal);
        Assert.StartsWith("1 ", Refusal("""{"model_pth": "x"}"""), StringComparison.Ordinal);
        using var junk = new TemporaryFile(".onnx", [1, 2, 3]);
        Assert.StartsWith("13 ", Refusal(Model(junk)), StringComparison.Ordinal);
    }

    private static readonly Lazy<string> Compiled = new(() => Host.Compile("sdk_vision.c", Host.Checked));

    private static string Program => Compiled.Value;

    private static string Refusal(string model) => Host.Run(Program, ["refused", model], Host.CheckedEnvironment);

    private static string Model(TemporaryFile file) => JsonSerializer.Serialize(new { model_path = file.Path });

    private static string Row(Detection found) =>
        Bits(found.Box.Left, found.Box.Top, found.Box.Right, found.Box.Bottom, found.Score, found.Class);

    /// <summary>Numbers by their bits, as the program in C shows them.</summary>
    private static string Bits(params float[] values) =>
        string.Join(' ', values.Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture)));
}
