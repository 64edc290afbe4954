namespace Teleo.Experiments.Documents;

/// <summary>Reads the text files that an assembly carries.</summary>
internal static class EmbeddedText
{
    /// <summary>Returns the text of the file of that name in the assembly of a type.</summary>
    public static string Of(Type owner, string name)
    {
        using var reader = new StreamReader(owner.Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
