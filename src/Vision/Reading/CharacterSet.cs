using System.Text;
using Teleo.Vision.Tensors;

namespace Teleo.Vision.Reading;

/// <summary>
/// The characters of a recogniser's classes: class 0 is the blank, then one per line of a file, then, if the model has it, the space.
/// </summary>
internal sealed class CharacterSet
{
    private const long MostFileBytes = 1 << 20;
    private const string Space = " ";

    private readonly string[] _characters;

    private CharacterSet(string[] characters) => _characters = characters;

    /// <summary>Reads a UTF-8 file with one character a line, for a model with <paramref name="classes"/> classes.</summary>
    public static CharacterSet Read(string path, long classes)
    {
        string[] lines = Lines(path);
        return (classes - lines.Length) switch
        {
            1 => new(lines),
            2 => new([.. lines, Space]),
            _ => throw new VisionException(VisionFault.InvalidArgument,
                $"{path} has {lines.Length} characters, the recogniser {classes} classes: one more or two, for blank and space"),
        };
    }

    public string this[int classNumber] => _characters[classNumber - 1];

    public bool IsSpace(int classNumber) => _characters[classNumber - 1] == Space;

    private static string[] Lines(string path)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(ModelBytes.Read(path, MostFileBytes));
        }
        catch (DecoderFallbackException)
        {
            throw new VisionException(VisionFault.InvalidArgument, $"{path} is not UTF-8");
        }

        string[] lines = text.Split('\n');
        return [.. (lines[^1].Length == 0 ? lines[..^1] : lines).Select(line => line.TrimEnd('\r'))];
    }
}
