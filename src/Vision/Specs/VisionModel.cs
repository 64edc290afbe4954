using Teleo.Vision.Detecting;
using Teleo.Vision.Settings;
using Teleo.Vision.Tensors;

namespace Teleo.Vision.Specs;

/// <summary>
/// A loaded model, from which pipelines are made. Pipelines outlive it: its memory is given back when it and all its
/// pipelines are closed.
/// </summary>
public sealed class VisionModel : IDisposable
{
    private static readonly ConfigurationTypes Types = ConfigurationTypes.Default;

    private readonly OnnxModel _model;
    private int _closed;

    private VisionModel(VisionModelSpec spec, OnnxModel model) => (Spec, _model) = (spec, model);

    public VisionModelSpec Spec { get; }

    /// <summary>Loads the files that the specification names.</summary>
    public static VisionModel Open(VisionModelSpec spec)
    {
        if (spec.Kind is not (VisionModelKind.Yolo or VisionModelKind.OpenVino))
            throw new VisionException(VisionFault.Unsupported, $"model {spec.Id}: kind {(int)spec.Kind} is unknown");
        var options = Configuration.Read(spec.ConfigJson, Types.OnnxModelOptions, $"configuration of model {spec.Id}");
        return new(spec, OnnxModel.Open(options.ModelPath, options.Threads));
    }

    public VisionPipeline CreatePipeline(VisionPipelineSpec spec)
    {
        if (Volatile.Read(ref _closed) != 0) throw new VisionException(VisionFault.Closed, $"model {Spec.Id} is closed");
        string what = $"configuration of pipeline {spec.Id}", runtime = Runtime(spec.Kind);
        return (Spec.Kind, spec.Kind) switch
        {
            (_, VisionPipelineKind.YoloGpuThroughput) =>
                throw new VisionException(VisionFault.Unsupported,
                    $"pipeline {spec.Id}: no device but the processor is used; ask for kind {(int)VisionPipelineKind.YoloCpu}"),
            (VisionModelKind.Yolo, VisionPipelineKind.YoloCpu) or (_, VisionPipelineKind.YoloOpenVino) =>
                new DetectionPipeline(spec.Id, runtime, _model, Configuration.Read(spec.ConfigJson, Types.DetectionOptions, what)),
            (VisionModelKind.OpenVino, VisionPipelineKind.OpenVinoTensor) =>
                new TensorPipeline(spec.Id, runtime, _model, Configuration.Read(spec.ConfigJson, Types.TensorPipelineOptions, what)),
            _ => throw new VisionException(VisionFault.Unsupported,
                $"pipeline {spec.Id}: a model of kind {(int)Spec.Kind} has no pipeline of kind {(int)spec.Kind}"),
        };
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0) _model.Release();
    }

    private static string Runtime(VisionPipelineKind kind) => kind is VisionPipelineKind.YoloOpenVino or VisionPipelineKind.OpenVinoTensor
        ? $"{OnnxModel.Runtime}, in place of OpenVINO"
        : OnnxModel.Runtime;
}
