namespace Teleo.Figures.Drawing;

/// <summary>A notebook formatter in the shape that the C# kernel of Polyglot notebooks calls by name.</summary>
internal sealed class HtmlFormatter<T>(Func<T, string> html)
{
    public string MimeType => "text/html";

    public bool Format(object instance, TextWriter writer)
    {
        writer.Write(html((T)instance));
        return true;
    }
}
