using Teleo.Vision.Tensors;

namespace Teleo.Vision.Reading;

/// <summary>The loaded models of a reader, checked to fit each other.</summary>
internal sealed class ReaderModels : ILoadedFiles
{
    private ReaderModels(OnnxModel detector, OnnxModel recognizer, OnnxModel? classifier, CharacterSet characters) =>
        (Detector, Recognizer, Classifier, Characters) = (detector, recognizer, classifier, characters);

    public OnnxModel Detector { get; }

    public OnnxModel Recognizer { get; }

    public OnnxModel? Classifier { get; }

    public CharacterSet Characters { get; }

    /// <summary>The models, without the classifier where there is none.</summary>
    public IEnumerable<OnnxModel> All => Classifier is null ? [Detector, Recognizer] : [Detector, Recognizer, Classifier];

    public long FileBytes => All.Sum(model => model.FileBytes);

    public static ReaderModels Open(ReaderModelOptions options)
    {
        List<OnnxModel> opened = [];
        try
        {
            var detector = Open(opened, options.DetModelPath, options.Threads, 4);
            var recognizer = Open(opened, options.RecModelPath, options.Threads, 3);
            var classifier = options.ClsModelPath.Length > 0 ? Open(opened, options.ClsModelPath, options.Threads, 2) : null;
            var classes = recognizer.Outputs[0].Dimensions[2];
            if (!classes.IsFixed) throw Misfit(recognizer, "its number of classes must be declared");
            return new(detector, recognizer, classifier, CharacterSet.Read(options.KeysPath, classes.Size));
        }
        catch
        {
            foreach (var model in opened) model.Release();
            throw;
        }
    }

    public void Release()
    {
        foreach (var model in All) model.Release();
    }

    /// <summary>Loads a model of one image [1, 3, height, width] whose output has <paramref name="rank"/> sizes.</summary>
    private static OnnxModel Open(List<OnnxModel> opened, string path, int threads, int rank)
    {
        var model = OnnxModel.Open(path, threads);
        opened.Add(model);
        if (model.Inputs is not [{ Kind: ElementKind.Float32, Dimensions: [_, { Size: 3 or -1 }, _, _] }])
            throw Misfit(model, "it must take [1, 3, height, width]");
        if (model.Outputs is not [{ Kind: ElementKind.Float32 } output] || output.Dimensions.Length != rank)
            throw Misfit(model, $"its output must have {rank} sizes");
        return model;
    }

    private static VisionException Misfit(OnnxModel model, string rule) => new(VisionFault.Unsupported,
        $"{model.Name} cannot be part of a reader: {rule}; it has {string.Join("; ", [.. model.Inputs, .. model.Outputs])}");
}
