using System.Text.Json;
using Teleo.Pool.Requests;
using Teleo.Vision.Detecting;
using Teleo.Vision.Reading;
using Teleo.Vision.Specs;
using Teleo.Vision.Tensors;

namespace Teleo.Vision.Members;

/// <summary>A loaded member, from its load to its unload. Closing it lets running calls end.</summary>
internal sealed class VisionLife : IDisposable
{
    private readonly VisionModel _model;
    private readonly VisionPipeline _pipeline;

    private VisionLife(VisionModel model, VisionPipeline pipeline) => (_model, _pipeline) = (model, pipeline);

    public long FileBytes => _model.FileBytes;

    public bool HasAnswered { get; set; }

    public static VisionLife Begin(VisionMember member)
    {
        var model = VisionModel.Open(member.Model);
        try
        {
            return new(model, model.CreatePipeline(member.Pipeline));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Answers one request in JSON, with the mean score of the results (NaN without results) and the size of the input in thousands of
    /// pixels or elements.
    /// </summary>
    public (string Text, double Certainty, int Units) Answer(PoolRequest request, CancellationToken cancellation)
    {
        switch (_pipeline)
        {
            case DetectionPipeline detector:
                var found = detector.Run(request.Data.Span, cancellation);
                return (AnswerJson.Of(found), Mean(found.Detections.Select(detection => detection.Score)),
                    Thousands((long)found.Letterbox.OriginalWidth * found.Letterbox.OriginalHeight));
            case ReadingPipeline reader:
                var page = reader.Run(request.Data.Span, cancellation);
                return (System.Text.Encoding.UTF8.GetString(page.StructureJson()), Mean(page.Lines.Select(line => line.Score)),
                    Thousands((long)page.Width * page.Height));
            case TensorPipeline tensors:
                var input = InputOf(tensors, request);
                var outputs = tensors.Run([input], cancellation);
                return (AnswerJson.Of(outputs), double.NaN, Thousands(input.Shape.Aggregate(1L, (count, size) => count * size)));
            default:
                throw new VisionException(VisionFault.Unsupported, $"a pipeline of type {_pipeline.GetType().Name} answers no requests");
        }
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        _model.Dispose();
    }

    /// <summary>The one input of a model, in the shape that the request gives, or that the model declares where it gives none.</summary>
    private static Tensor InputOf(TensorPipeline pipeline, PoolRequest request)
    {
        if (pipeline.Inputs is not [var port])
            throw new VisionException(VisionFault.Unsupported,
                $"a member of a pool has one input; this model takes {string.Join("; ", pipeline.Inputs)}");
        long[] shape = request.Input.Length > 0 ? ShapeOf(request.Input) : [.. port.Dimensions.Select(dimension => dimension.Size)];
        return Tensor.Of(port.Name, port.Kind, shape, request.Data.ToArray());
    }

    private static long[] ShapeOf(string json)
    {
        try
        {
            using var list = JsonDocument.Parse(json);
            return [.. list.RootElement.EnumerateArray().Select(size => size.GetInt64())];
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            throw new VisionException(VisionFault.InvalidArgument, "the input of a tensor is its shape, a list such as [1, 3, 224, 224]");
        }
    }

    private static double Mean(IEnumerable<float> scores)
    {
        float[] all = [.. scores];
        return all.Length == 0 ? double.NaN : Math.Clamp(all.Average(score => (double)score), 0, 1);
    }

    private static int Thousands(long count) => (int)Math.Clamp(count / 1000, 1, int.MaxValue);
}
