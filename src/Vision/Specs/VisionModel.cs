using Teleo.Vision.Detecting;
using Teleo.Vision.Reading;
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

    private readonly ILoadedFiles _files;
    private int _closed;

    private VisionModel(VisionModelSpec spec, ILoadedFiles files) => (Spec, _files) = (spec, files);

    public VisionModelSpec Spec { get; }

    /// <summary>The bytes of the model's files.</summary>
    public long FileBytes => _files.FileBytes;

    /// <summary>Loads the files that the specification names.</summary>
    public static VisionModel Open(VisionModelSpec spec)
    {
        string what = $"configuration of model {spec.Id}";
        return new(spec, spec.Kind switch
        {
            VisionModelKind.Yolo or VisionModelKind.OpenVino =>
                OnnxModel.Open(Configuration.Read(spec.ConfigJson, Types.OnnxModelOptions, what)),
            VisionModelKind.PaddleOcr => ReaderModels.Open(Configuration.Read(spec.ConfigJson, Types.ReaderModelOptions, what)),
            _ => throw new VisionException(VisionFault.Unsupported, $"model {spec.Id}: kind {(int)spec.Kind} is unknown"),
        });
    }

    /// <summary>The files that a specification names; nothing is read of them.</summary>
    internal static IEnumerable<string> FilesOf(VisionModelSpec spec)
    {
        string what = $"configuration of model {spec.Id}";
        if (spec.Kind != VisionModelKind.PaddleOcr) return [Configuration.Read(spec.ConfigJson, Types.OnnxModelOptions, what).ModelPath];
        var reader = Configuration.Read(spec.ConfigJson, Types.ReaderModelOptions, what);
        string[] models = [reader.DetModelPath, reader.RecModelPath, reader.ClsModelPath];
        return models.Where(path => path.Length > 0);
    }

    public VisionPipeline CreatePipeline(VisionPipelineSpec spec)
    {
        if (Volatile.Read(ref _closed) != 0) throw new VisionException(VisionFault.Closed, $"model {Spec.Id} is closed");
        string what = $"configuration of pipeline {spec.Id}", runtime = Runtime(spec.Kind);
        return (_files, Spec.Kind, spec.Kind) switch
        {
            (_, _, VisionPipelineKind.YoloGpuThroughput) => throw Unsupported(spec,
                $"no device but the processor is used; ask for kind {(int)VisionPipelineKind.YoloCpu}"),
            (OnnxModel model, VisionModelKind.Yolo, VisionPipelineKind.YoloCpu) => Detector(model),
            (OnnxModel model, _, VisionPipelineKind.YoloOpenVino) => Detector(model),
            (OnnxModel model, VisionModelKind.OpenVino, VisionPipelineKind.OpenVinoTensor) =>
                new TensorPipeline(spec.Id, runtime, model, Configuration.Read(spec.ConfigJson, Types.TensorPipelineOptions, what)),
            (ReaderModels models, _, VisionPipelineKind.PaddleOcr) =>
                new ReadingPipeline(spec.Id, runtime, models, Configuration.Read(spec.ConfigJson, Types.ReaderOptions, what)),
            _ => throw Unsupported(spec, $"a model of kind {(int)Spec.Kind} has no pipeline of kind {(int)spec.Kind}"),
        };

        DetectionPipeline Detector(OnnxModel model) =>
            new(spec.Id, runtime, model, Configuration.Read(spec.ConfigJson, Types.DetectionOptions, what));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0) _files.Release();
    }

    private static VisionException Unsupported(VisionPipelineSpec spec, string reason) =>
        new(VisionFault.Unsupported, $"pipeline {spec.Id}: {reason}");

    private static string Runtime(VisionPipelineKind kind) => kind is VisionPipelineKind.YoloOpenVino or VisionPipelineKind.OpenVinoTensor
        ? $"{OnnxModel.Runtime}, in place of OpenVINO"
        : OnnxModel.Runtime;
}
