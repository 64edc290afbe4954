using System.Text;
using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Vision.Detecting;
using Teleo.Vision.Tensors;

namespace Teleo.Vision.Members;

/// <summary>Writes the answers of detectors and tensor models as JSON.</summary>
internal static class AnswerJson
{
    /// <summary>Detections in pixels of the image, best first.</summary>
    public static string Of(DetectionResult found) => Write(json =>
    {
        json.WriteNumber("width", found.Letterbox.OriginalWidth);
        json.WriteNumber("height", found.Letterbox.OriginalHeight);
        json.WriteStartArray("detections");
        foreach (var (box, score, number) in found.Detections)
        {
            json.WriteStartObject();
            json.WriteNumber("class", number);
            json.WriteNumber("score", score);
            json.WriteStartArray("box");
            foreach (float edge in (ReadOnlySpan<float>)[box.Left, box.Top, box.Right, box.Bottom]) json.WriteNumberValue(edge);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Outputs by name, their elements in base64 of row order, little-endian.</summary>
    public static string Of(IEnumerable<Tensor> outputs) => Write(json =>
    {
        json.WriteStartArray("outputs");
        foreach (var output in outputs)
        {
            json.WriteStartObject();
            json.WriteString("name", output.Name);
            json.WriteString("element", output.Kind.ToString().ToLowerInvariant());
            json.WriteStartArray("shape");
            foreach (long size in output.Shape) json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteBase64String("data", output.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Write(Action<Utf8JsonWriter> members) => Encoding.UTF8.GetString(Json.Object(members));
}
