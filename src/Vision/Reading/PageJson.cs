using System.Text.Encodings.Web;
using System.Text.Json;
using Teleo.Engine.Input;

namespace Teleo.Vision.Reading;

/// <summary>Writes the structure of a page as JSON: rows of lines, by docs/reference/page.schema.json.</summary>
internal static class PageJson
{
    public const string Format = "teleo.page/1";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(ReadPage page) => Json.Object(json =>
    {
        json.WriteString("format", Format);
        json.WriteNumber("width", page.Width);
        json.WriteNumber("height", page.Height);
        json.WriteNumber("angle", page.Angle);
        json.WriteStartArray("rows");
        foreach (var row in page.Lines.GroupBy(line => line.Row))
        {
            json.WriteStartArray();
            foreach (var line in row) WriteLine(json, page, line);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }, Readable);

    private static void WriteLine(Utf8JsonWriter json, ReadPage page, ReadLine line)
    {
        json.WriteStartObject();
        json.WriteString("text", page.Utf8.AsSpan(line.TextOffset, line.TextLength));
        json.WriteNumber("offset", line.TextOffset);
        json.WriteNumber("length", line.TextLength);
        json.WriteNumber("score", line.Score);
        json.WriteNumber("direction", line.DirectionLabel);
        json.WriteNumber("direction_score", line.DirectionScore);
        json.WriteStartArray("points");
        foreach (float coordinate in line.Points) json.WriteNumberValue(coordinate);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
