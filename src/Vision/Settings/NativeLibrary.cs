namespace Teleo.Vision.Settings;

/// <summary>Turns the absence of a native library into an answer that names the missing file.</summary>
internal static class NativeLibrary
{
    /// <summary>Runs <paramref name="use"/>; answers Unsupported where the library <paramref name="name"/> cannot be opened.</summary>
    public static T Use<T>(string name, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (IsMissing(e))
        {
            throw new VisionException(VisionFault.Unsupported,
                $"{FileName(name)} is missing: put it beside the program, or into a folder that the loader searches");
        }
    }

    private static bool IsMissing(Exception e) =>
        e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
        || (e is TypeInitializationException { InnerException: { } inner } && IsMissing(inner));

    private static string FileName(string name) =>
        OperatingSystem.IsWindows() ? name + ".dll" : Prefixed(name) + (OperatingSystem.IsMacOS() ? ".dylib" : ".so");

    private static string Prefixed(string name) => name.StartsWith("lib", StringComparison.Ordinal) ? name : "lib" + name;
}
