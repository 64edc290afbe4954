using System.Text.Json;
using Teleo.Vision.Specs;
using Teleo.Vision.Tests.Tensors;

namespace Teleo.Vision.Tests.Specs;

/// <summary>Specifications and files are claims: each is accepted, or refused with the reason and the way to mend it.</summary>
public sealed class VisionModelTests
{
    private static readonly OnnxWriter Negation = new OnnxWriter().Input("x", "n").Output("y", "n").Node("Neg", ["x"], "y");

    private static VisionException Refused(VisionModelKind kind, string config) =>
        Assert.Throws<VisionException>(() => VisionModel.Open(new("m", kind, config)));

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "not an object")]
    [InlineData("""{"model": "x"}""", "model is unknown; known are model_path, threads")]
    [InlineData("""{"model_path": 3}""", "model_path has a value of the wrong type")]
    [InlineData("""{"model_path": "a", "model_path": "b"}""", "given twice")]
    [InlineData("", "model_path is missing")]
    [InlineData("""{"threads": 0}""", "model_path is missing: give the path of a file; threads must lie between 1 and 256, is 0")]
    [InlineData("""{"model_path": null}""", "model_path")]
    public void A_configuration_with_a_fault_is_refused_with_every_fault(string config, string part)
    {
        var refused = Refused(VisionModelKind.OpenVino, config);
        Assert.Equal(VisionFault.InvalidArgument, refused.Fault);
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_and_one_that_is_no_model_are_told_apart()
    {
        Assert.Equal(VisionFault.NotFound, Refused(VisionModelKind.Yolo, """{"model_path": "/nowhere/model.onnx"}""").Fault);
        using var junk = new TemporaryFile(".onnx", [1, 2, 3]);
        Assert.Equal(VisionFault.Backend, Refused(VisionModelKind.Yolo, JsonSerializer.Serialize(new { model_path = junk.Path })).Fault);
        Assert.Equal(VisionFault.Unsupported, Refused(VisionModelKind.Unknown, "").Fault);
    }

    [Theory]
    [InlineData(VisionModelKind.Yolo, VisionPipelineKind.YoloGpuThroughput)]
    [InlineData(VisionModelKind.Yolo, VisionPipelineKind.OpenVinoTensor)]
    [InlineData(VisionModelKind.OpenVino, VisionPipelineKind.PaddleOcr)]
    [InlineData(VisionModelKind.OpenVino, VisionPipelineKind.Unknown)]
    public void A_pipeline_that_the_model_has_not_is_unsupported(VisionModelKind model, VisionPipelineKind pipeline)
    {
        using var file = Negation.ToFile();
        using var opened = VisionModel.Open(new("m", model, JsonSerializer.Serialize(new { model_path = file.Path })));
        Assert.Equal(VisionFault.Unsupported, Assert.Throws<VisionException>(() => opened.CreatePipeline(new("p", pipeline, ""))).Fault);
    }

    /// <summary>Every prefix and 300 spoiled copies of a model either load or are refused; none ends the process.</summary>
    [Fact]
    public void A_damaged_model_is_refused_or_loads()
    {
        byte[] whole = Negation.ToArray();
        var random = Cases.Stream("damage", 1);
        for (int length = 0; length < whole.Length; length++) Try(whole[..length]);
        for (int i = 0; i < 300; i++)
        {
            byte[] spoiled = [.. whole];
            spoiled[random.NextInt(spoiled.Length)] = (byte)random.NextInt(256);
            Try(spoiled);
        }

        static void Try(byte[] file)
        {
            try
            {
                Vision.Tensors.OnnxModel.Read(file, "m", 1).Release();
            }
            catch (VisionException e)
            {
                Assert.True(e.Fault is VisionFault.Backend or VisionFault.Unsupported, e.Message);
            }
        }
    }
}
