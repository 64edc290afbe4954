namespace Teleo.Figures.Drawing;

/// <summary>A notebook formatter in the shape that the C# kernel of Polyglot notebooks calls by name.</summary>
internal sealed class NotebookFormatter<T>(string mimeType, Func<T, string> text)
{
    public string MimeType => mimeType;

    public bool Format(object instance, TextWriter writer)
    {
        writer.Write(text((T)instance));
        return true;
    }
}
