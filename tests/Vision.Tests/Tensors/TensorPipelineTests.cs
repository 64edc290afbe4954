using System.Text.Json;
using Teleo.Vision.Specs;
using Teleo.Vision.Tensors;

namespace Teleo.Vision.Tests.Tensors;

/// <summary>Any ONNX model on named tensors: its answer, its checks, its life.</summary>
public sealed class TensorPipelineTests
{
    /// <summary>sum = a + b over [n, 3], picked = rows of sum at the indices.</summary>
    private static OnnxWriter Model() => new OnnxWriter()
        .Input("a", "n", 3).Input("b", "n", 3).IntegerInput("index", "k")
        .Output("sum", "n", 3).Output("picked", "k", 3)
        .Node("Add", ["a", "b"], "sum")
        .Node("Gather", ["sum", "index"], "picked", ("axis", 0));

    private static (VisionModel Model, TensorPipeline Pipeline) Open(OnnxWriter writer, string pipelineConfig = "")
    {
        using var file = writer.ToFile();
        var model = VisionModel.Open(new("m", VisionModelKind.OpenVino, JsonSerializer.Serialize(new { model_path = file.Path })));
        return (model, (TensorPipeline)model.CreatePipeline(new("p", VisionPipelineKind.OpenVinoTensor, pipelineConfig)));
    }

    private static Tensor[] Inputs(int rows = 2) =>
    [
        Tensor.Of("index", ElementKind.Int64, [1], BitConverter.GetBytes(1L)),
        Tensor.OfFloats("b", [rows, 3], [.. Enumerable.Range(0, 3 * rows).Select(i => 10f * i)]),
        Tensor.OfFloats("a", [rows, 3], [.. Enumerable.Range(0, 3 * rows).Select(i => (float)i)]),
    ];

    private static string Refusal(Action act, VisionFault fault = VisionFault.InvalidArgument)
    {
        var refused = Assert.Throws<VisionException>(act);
        Assert.Equal(fault, refused.Fault);
        return refused.Message;
    }

    [Fact]
    public void Inputs_go_by_name_and_outputs_come_with_name_kind_and_shape()
    {
        var (model, pipeline) = Open(Model());
        using (model)
        using (pipeline)
        {
            var outputs = pipeline.Run(Inputs());
            Assert.Equal(["sum", "picked"], outputs.Select(output => output.Name));
            Assert.Equal([2, 3], outputs[0].Shape);
            Assert.Equal([0, 11, 22, 33, 44, 55], outputs[0].Floats.ToArray());
            Assert.Equal([1, 3], outputs[1].Shape);
            Assert.Equal([33, 44, 55], outputs[1].Floats.ToArray());
        }
    }

    [Fact]
    public void Only_the_wanted_outputs_are_computed_in_the_wanted_order()
    {
        var (model, pipeline) = Open(Model(), """{"outputs": ["picked"]}""");
        using (model)
        using (pipeline)
            Assert.Equal(["picked"], pipeline.Run(Inputs()).Select(output => output.Name));
    }

    [Fact]
    public void A_model_with_one_input_takes_plain_numbers()
    {
        var (model, pipeline) = Open(new OnnxWriter().Input("x", "n").Output("y", "n").Node("Neg", ["x"], "y"));
        using (model)
        using (pipeline)
            Assert.Equal([-1, 2], pipeline.Run([1, -2], [2])[0].Floats.ToArray());
    }

    [Fact]
    public void The_description_says_what_runs_in_place_of_OpenVINO()
    {
        var (model, pipeline) = Open(Model());
        using (model)
        using (pipeline)
        {
            Assert.StartsWith("ONNX Runtime 1.31.1", pipeline.Runtime, StringComparison.Ordinal);
            Assert.EndsWith("in place of OpenVINO", pipeline.Runtime, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_departure_from_what_the_model_declares_is_refused_by_name()
    {
        var (model, pipeline) = Open(Model());
        using (model)
        using (pipeline)
        {
            string With(int index, Tensor tensor)
            {
                var inputs = Inputs();
                inputs[index] = tensor;
                return Refusal(() => pipeline.Run(inputs));
            }

            Assert.Contains("no input c", With(0, Tensor.OfFloats("c", [1], [0])), StringComparison.Ordinal);
            Assert.Contains("a is given twice", With(1, Tensor.OfFloats("a", [2, 3], new float[6])), StringComparison.Ordinal);
            Assert.Contains("size 1 must be 3", With(1, Tensor.OfFloats("b", [2, 4], new float[8])), StringComparison.Ordinal);
            Assert.Contains("given the shape [6]", With(1, Tensor.OfFloats("b", [6], new float[6])), StringComparison.Ordinal);
            string disagreement = With(1, Tensor.OfFloats("b", [3, 3], new float[9]));
            Assert.Contains("n is 3 in input b and 2 in input a", disagreement, StringComparison.Ordinal);
            Assert.Contains("index takes Int64, not Float32", With(0, Tensor.OfFloats("index", [1], [1])), StringComparison.Ordinal);
            Assert.Contains("no value for input b", Refusal(() => pipeline.Run([Inputs()[0], Inputs()[2]])), StringComparison.Ordinal);
            Assert.Contains("takes 3 inputs", Refusal(() => pipeline.Run([1, 2, 3], [1, 3])), StringComparison.Ordinal);
            Assert.Contains("sum", Refusal(() => Open(Model(), """{"outputs": ["total"]}""")), StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// An index beyond the rows passes every check of shape; the library refuses it while it runs, and the pipeline goes on.
    /// </summary>
    [Fact]
    public void A_failed_run_leaves_the_pipeline_usable()
    {
        var (model, pipeline) = Open(Model());
        using (model)
        using (pipeline)
        {
            var inputs = Inputs();
            inputs[0] = Tensor.Of("index", ElementKind.Int64, [1], BitConverter.GetBytes(99L));
            Refusal(() => pipeline.Run(inputs), VisionFault.Backend);
            Assert.Equal(2, pipeline.Run(Inputs()).Length);
        }
    }

    [Theory]
    [InlineData(new long[] { 2, 2 }, 3)]
    [InlineData(new long[] { -1 }, 1)]
    [InlineData(new long[] { long.MaxValue, long.MaxValue }, 1)]
    [InlineData(new long[] { 1L << 62, 4 }, 0)]
    public void A_shape_that_its_numbers_do_not_fill_is_refused(long[] shape, int count) =>
        Refusal(() => Tensor.OfFloats("x", shape, new float[count]));

    [Fact]
    public void A_shape_with_a_zero_holds_nothing() => Assert.Empty(Tensor.OfFloats("x", [0, long.MaxValue], []).Bytes);

    [Fact]
    public void A_pipeline_outlives_its_model_and_a_closed_one_is_refused()
    {
        var (model, pipeline) = Open(Model());
        model.Dispose();
        Assert.Equal(2, pipeline.Run(Inputs()).Length);
        Refusal(() => model.CreatePipeline(new("p2", VisionPipelineKind.OpenVinoTensor, "")), VisionFault.Closed);
        pipeline.Dispose();
        pipeline.Dispose();
        model.Dispose();
        Refusal(() => pipeline.Run(Inputs()), VisionFault.Closed);
    }

    /// <summary>
    /// A run holds the model, so that closing in its midst frees nothing it uses: each of 200 runs ends or is refused as
    /// closed.
    /// </summary>
    [Fact]
    public async Task Closing_beside_a_run_on_another_thread_never_pulls_the_model_away()
    {
        byte[] file = Model().ToArray();
        for (int round = 0; round < 200; round++)
        {
            var model = OnnxModel.Read(file, "m", 1);
            var pipeline = new TensorPipeline("p", "", model, new());
            model.Release();
            var running = Task.Run(() => pipeline.Run(Inputs(500)).Length);
            pipeline.Dispose();
            try
            {
                Assert.Equal(2, await running);
            }
            catch (VisionException e)
            {
                Assert.Equal(VisionFault.Closed, e.Fault);
            }
        }
    }

    [Fact]
    public void Runs_on_many_threads_equal_runs_on_one()
    {
        var (model, pipeline) = Open(Model());
        using (model)
        using (pipeline)
        {
            float[] expected = pipeline.Run(Inputs())[0].Floats.ToArray();
            Parallel.For(0, 200, _ => Assert.Equal(expected, pipeline.Run(Inputs())[0].Floats.ToArray()));
        }
    }

    [Fact]
    public void A_cancelled_run_is_not_begun()
    {
        var (model, pipeline) = Open(Model());
        using (model)
        using (pipeline)
            Assert.Throws<OperationCanceledException>(() => pipeline.Run(Inputs(), new CancellationToken(canceled: true)));
    }
}
