using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace Teleo.Native.Sdk;

/// <summary>Finds the libraries for vision beside libteleo, wherever the host program is; otherwise in the loader's search path.</summary>
internal static unsafe partial class VisionLibraries
{
    private static readonly string? Folder = OwnFolder();
    private static int _isSet;

    /// <summary>Must be called before the first use of either library.</summary>
    public static void Find()
    {
        if (Interlocked.Exchange(ref _isSet, 1) != 0) return;
        OrtEnv.DisableDllImportResolver = true;
        NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, NextToAssembly);
        NativeLibrary.SetDllImportResolver(typeof(SKData).Assembly, NextToAssembly);
    }

    private static nint NextToAssembly(string name, Assembly assembly, DllImportSearchPath? path)
    {
        string file = (name.StartsWith("lib", StringComparison.Ordinal) ? name : "lib" + name) + ".so";
        return Folder is not null && NativeLibrary.TryLoad(Path.Combine(Folder, file), out nint library)
            ? library
            : NativeLibrary.Load(file, assembly, path);
    }

    /// <summary>Returns the folder of the file with this code; null if it is not a separate file.</summary>
    private static string? OwnFolder()
    {
        delegate* unmanaged[Cdecl]<int> inside = &Nothing;
        return AddressFile(inside, out var place) != 0 && place.File != null
            ? Path.GetDirectoryName(Path.GetFullPath(Marshal.PtrToStringUTF8((nint)place.File)!))
            : null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Nothing() => 0;

    [LibraryImport("libc", EntryPoint = "dladdr")]
    private static partial int AddressFile(void* address, out Place place);

    /// <summary>The file, its base address, and the nearest symbol: Dl_info of dlfcn.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Place
    {
        public byte* File;
        public void* Base;
        public byte* Symbol;
        public void* SymbolAddress;
    }
}
