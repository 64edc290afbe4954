using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Teleo.Controller.Tracing;
using Teleo.Vision.Detecting;
using Teleo.Vision.Specs;
using Teleo.Vision.Tests;
using Teleo.Vision.Tests.Detecting;
using Teleo.Vision.Tests.Images;
using Teleo.Vision.Tests.Reading;
using Teleo.Vision.Tests.Tensors;

namespace Teleo.Native.Tests.Sdk;

/// <summary>A whole pool of skills from C.</summary>
public sealed class SdkPoolTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-native-pool");

    private string TraceFile => Path.Combine(_folder, "decisions.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GccFact]
    public void A_pool_answers_refuses_ends_in_any_order_and_its_decisions_are_a_trace_that_decides_again()
    {
        Assert.Equal("all hold\n", Host.Run(Host.Compile("pool.c"), [Repository.PathOf("skills"), TraceFile], Host.SmallHeap));
        AssertReproduces(atLeast: 20);
    }

    [GccFact]
    public void The_same_with_every_access_of_the_host_checked() =>
        Host.Run(Host.Compile("pool.c", Host.Checked), [Repository.PathOf("skills"), TraceFile], Host.CheckedEnvironment);

    [GccFact]
    public void Random_calls_do_what_the_state_machine_says_and_memory_stays_flat() =>
        Host.Run(Host.Compile("pool_random.c"), [Repository.PathOf("skills"), "1", "4000"], Host.SmallHeap);

    [NightlyGccFact]
    public void A_hundred_thousand_random_calls_do_what_the_state_machine_says() =>
        Host.Run(Host.Compile("pool_random.c"), [Repository.PathOf("skills"), "2", "100000"], Host.SmallHeap);

    /// <summary>Language models, a detector, a reader and a tensor model in one pool.</summary>
    [GccFact]
    public void A_mixed_pool_answers_with_text_detections_pages_and_tensors_under_one_controller()
    {
        using var detector = SquareDetector.Model(DetectionHead.V8).ToFile();
        using var reader = new BarModels();
        using var doubler = new OnnxWriter().Input("x", 2, 2).Output("y", 2, 2).Constant("two", [1], [2f])
            .Node("Mul", ["x", "two"], "y").ToFile();
        object[] members =
        [
            new { id = "squares", kind = "yolo", model = new { model_path = detector.Path } },
            new
            {
                id = "bars",
                kind = "paddle_ocr",
                tasks = new[] { "page" },
                model = JsonDocument.Parse(reader.Config(withClassifier: true)).RootElement,
                pipeline = new { text_det_unclip_ratio = 0.3 },
            },
            new { id = "doubler", kind = "openvino", model = new { model_path = doubler.Path } },
        ];
        string config = JsonSerializer.Serialize(new { path = Repository.PathOf("skills"), variants = new[] { "q8_0" }, members });
        using var squares = new TemporaryFile(".png", SdkVisionTests.Squares);
        var drawn = BarPage.Draw(640, 400, 5, ("aba bb", 100, 120), ("b ab", 380, 120), ("aab", 100, 200));
        using var page = new TemporaryFile(".png", Drawn.File(drawn));
        string told = Host.Run(Host.Compile("pool_mixed.c"), [config, squares.Path, page.Path, TraceFile], Host.SmallHeap);
        string[] answers = told.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var model = VisionModel.Open(new("m", VisionModelKind.Yolo, JsonSerializer.Serialize(new { model_path = detector.Path })));
        using var pipeline = (DetectionPipeline)model.CreatePipeline(new("p", VisionPipelineKind.YoloCpu, ""));
        var expected = pipeline.Run(SdkVisionTests.Squares).Detections;
        Assert.Equal(
            expected.Select(detection => (double)detection.Score),
            AnswerIn(answers[0]).GetProperty("detections").EnumerateArray().Select(found => (double)found.GetProperty("score").GetSingle()));
        Assert.NotEmpty(expected);
        Assert.Equal(3, AnswerIn(answers[1]).GetProperty("rows").EnumerateArray().Sum(row => row.GetArrayLength()));
        var output = AnswerIn(answers[2]).GetProperty("outputs")[0];
        byte[] elements = output.GetProperty("data").GetBytesFromBase64();
        Assert.Equal([2f, 4f, 6f, 8f], MemoryMarshal.Cast<byte, float>(elements).ToArray());
        Assert.Equal("46", JsonDocument.Parse(answers[3]).RootElement.GetProperty("text").GetString());
        var models = JsonDocument.Parse(answers[4]).RootElement.GetProperty("models").EnumerateArray().ToList();
        Assert.All(
            models.Where(model => model.GetProperty("name").GetString()!.EndsWith("#f32-onnx", StringComparison.Ordinal)),
            model =>
            {
                Assert.Equal("measured", model.GetProperty("footprint").GetString());
                Assert.Equal("measured", model.GetProperty("load").GetString());
                Assert.True(model.GetProperty("load_s").GetDouble() > 0 && model.GetProperty("answered").GetInt64() > 0);
            });
        AssertReproduces(atLeast: 10);
    }

    private static JsonElement AnswerIn(string line) =>
        JsonDocument.Parse(JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!).RootElement;

    private void AssertReproduces(long atLeast)
    {
        byte[] trace = File.ReadAllBytes(TraceFile);
        var summary = TraceVerifier.Verify(new TraceReader(new MemoryStream(trace)));
        Assert.InRange(summary.Decisions, atLeast, long.MaxValue);
        Assert.InRange(summary.Acted, 2, long.MaxValue);
        Assert.Equal(summary.Decisions, TraceReplay.Reproduce(new TraceReader(new MemoryStream(trace))));
        Assert.StartsWith("{\"type\":\"header\"", Encoding.UTF8.GetString(trace), StringComparison.Ordinal);
    }
}
