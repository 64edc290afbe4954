using System.Reflection;
using System.Runtime.InteropServices;
using ScottPlot;
using SkiaSharp;

namespace Teleo.Figures.Plots;

/// <summary>
/// The one font of all plots, carried inside this library. Without it a machine that has no fonts would draw every label as nothing,
/// and two machines would draw the same figure differently.
/// </summary>
internal sealed class EmbeddedFont : IFontResolver
{
    public const string Family = "Liberation Sans";

    private static readonly Lazy<bool> Registered = new(Add);

    private readonly SKTypeface _typeface;

    private EmbeddedFont(SKTypeface typeface) => _typeface = typeface;

    /// <summary>Makes ScottPlot find the font, and take it wherever none is named.</summary>
    public static void Register() => _ = Registered.Value;

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Family ? _typeface : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Family ? _typeface : null;

    private static bool Add()
    {
        NativeLibrary.SetDllImportResolver(typeof(SKTypeface).Assembly, NextToAssembly);
        using var file = typeof(EmbeddedFont).Assembly.GetManifestResourceStream("LiberationSans-Regular.ttf")!;
        using var data = SKData.Create(file);
        Fonts.FontResolvers.Insert(0, new EmbeddedFont(SKTypeface.FromData(data)));
        Fonts.Default = Fonts.Sans = Family;
        return true;
    }

    /// <summary>
    /// Loads the drawing library from the folder beside this one. A notebook that references this assembly by its path does not search the
    /// folder; elsewhere the runtime would find the same file.
    /// </summary>
    private static IntPtr NextToAssembly(string name, Assembly assembly, DllImportSearchPath? path)
    {
        string folder = Path.GetDirectoryName(typeof(EmbeddedFont).Assembly.Location) ?? "";
        string extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        string system = RuntimeInformation.RuntimeIdentifier;
        foreach (string runtime in (string[])[system, system.Split('-')[0]])
        {
            string file = Path.Combine(folder, "runtimes", runtime, "native", name + extension);
            if (NativeLibrary.TryLoad(file, out IntPtr library)) return library;
        }

        return IntPtr.Zero;
    }
}
