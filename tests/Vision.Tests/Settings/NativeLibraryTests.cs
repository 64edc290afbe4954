using System.Reflection;
using System.Runtime.Loader;
using Teleo.Vision.Images;
using Teleo.Vision.Specs;
using Teleo.Vision.Tests.Tensors;

namespace Teleo.Vision.Tests.Settings;

/// <summary>Without a native library the answer says which file is missing.</summary>
public sealed class NativeLibraryTests
{
    [Fact]
    public void A_model_without_ONNX_Runtime_is_unsupported_and_the_file_is_named()
    {
        using var file = new OnnxWriter().Input("x", "n").Output("y", "n").Node("Neg", ["x"], "y").ToFile();
        string config = $$"""{"model_path": "{{file.Path}}"}""";
        string refused = Refused(typeof(VisionModel), nameof(VisionModel.Open), assembly =>
        {
            object kind = Enum.ToObject(assembly.GetType(typeof(VisionModelKind).FullName!)!, (int)VisionModelKind.OpenVino);
            return Activator.CreateInstance(assembly.GetType(typeof(VisionModelSpec).FullName!)!, "m", kind, config)!;
        });
        Assert.StartsWith("libonnxruntime.so is missing: put it beside the program", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_without_SkiaSharp_is_unsupported_and_the_file_is_named()
    {
        string refused = Refused(typeof(ImageDecoder), "DecodeBytes", _ => new byte[] { 1, 2, 3 });
        Assert.StartsWith("libSkiaSharp.so is missing", refused, StringComparison.Ordinal);
    }

    /// <summary>Calls a method of a second copy of the library whose native libraries cannot be found.</summary>
    private static string Refused(Type type, string method, Func<Assembly, object> argument)
    {
        var context = new WithoutNativeLibraries();
        var assembly = context.LoadFromAssemblyPath(type.Assembly.Location);
        var call = assembly.GetType(type.FullName!)!.GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        var thrown = Assert.Throws<TargetInvocationException>(() => call.Invoke(null, [argument(assembly)])).InnerException!;
        object? fault = thrown.GetType().GetProperty(nameof(VisionException.Fault))?.GetValue(thrown);
        Assert.Equal(nameof(VisionFault.Unsupported), fault?.ToString());
        return thrown.Message;
    }

    private sealed class WithoutNativeLibraries : AssemblyLoadContext
    {
        /// <summary>Own copies of the assemblies that open native libraries, so that each is asked for again.</summary>
        protected override Assembly? Load(AssemblyName name)
        {
            string path = Path.Combine(AppContext.BaseDirectory, name.Name + ".dll");
            return name.Name is "Microsoft.ML.OnnxRuntime" or "SkiaSharp" ? LoadFromAssemblyPath(path) : null;
        }

        protected override nint LoadUnmanagedDll(string name) => throw new DllNotFoundException(name);
    }
}
