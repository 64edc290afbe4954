namespace Teleo.Vision.Tensors;

/// <summary>Reads whole files of a limited size.</summary>
internal static class ModelBytes
{
    public static byte[] Read(string path, long most)
    {
        if (!File.Exists(path)) throw new VisionException(VisionFault.NotFound, $"{path} does not exist");
        try
        {
            long length = new FileInfo(path).Length;
            if (length > most)
                throw new VisionException(VisionFault.InvalidArgument, $"{path} has {length} bytes; at most {most} are read");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VisionException(VisionFault.Unreadable, $"{path} cannot be read: {e.Message}");
        }
    }
}
