using System.Text.Json;

namespace Teleo.Vision.Tests.Reading;

/// <summary>The PP-OCRv4 models that tests/install-ocr-models.sh brings, and the fonts that pages are drawn with.</summary>
internal static class OcrModels
{
    private static readonly string Folder = Repository.PathOf("artifacts", "ocr-models");

    /// <summary>The reason why tests with them cannot run; null where they can.</summary>
    public static string? Missing =>
        !File.Exists(PathOf("ppocr_keys_v1.txt")) ? "needs the models of tests/install-ocr-models.sh"
        : DrawnPage.Fonts.All(File.Exists) ? null : "needs the fonts of tests/install-tools.sh";

    public static string Config => JsonSerializer.Serialize(new
    {
        det_model_path = PathOf("ch_PP-OCRv4_det_infer.onnx"),
        rec_model_path = PathOf("ch_PP-OCRv4_rec_infer.onnx"),
        cls_model_path = PathOf("ch_ppocr_mobile_v2.0_cls_infer.onnx"),
        keys_path = PathOf("ppocr_keys_v1.txt"),
    });

    private static string PathOf(string file) => Path.Combine(Folder, file);
}

/// <summary>The same for a long test.</summary>
public sealed class NightlyOcrModelsFactAttribute : FactAttribute
{
    public NightlyOcrModelsFactAttribute() => Skip = Nightly.SkipReason ?? OcrModels.Missing;
}

/// <summary>Reads with published models, and is counted as skipped where they are not installed.</summary>
public sealed class OcrModelsFactAttribute : FactAttribute
{
    public OcrModelsFactAttribute() => Skip = OcrModels.Missing;
}
