using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace Teleo.Native.Sdk;

/// <summary>
/// Finds the libraries that vision needs beside libteleo, wherever the host program lies. What is not there is looked for where the
/// loader looks for every library.
/// </summary>
internal static unsafe partial class VisionLibraries
{
    private static readonly string? Folder = OwnFolder();
    private static int _isSet;

    /// <summary>To be called before the first use of either library.</summary>
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

    /// <summary>The folder of the file that holds this code; null where it is no file of its own.</summary>
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
