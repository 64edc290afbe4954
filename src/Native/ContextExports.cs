using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Teleo.Native.Contexts;

namespace Teleo.Native;

/// <summary>
/// The functions of <c>teleo.h</c> with the prefix <c>ir_</c>. A context is a handle in the form of a pointer, never an address.
/// </summary>
internal static unsafe class ContextExports
{
    [UnmanagedCallersOnly(EntryPoint = "ir_context_create", CallConvs = [typeof(CallConvCdecl)])]
    public static IRStatus Create(IRBackendType backend, void** created) => Library.Contexts.Create(backend, (ulong*)created);

    [UnmanagedCallersOnly(EntryPoint = "ir_context_destroy", CallConvs = [typeof(CallConvCdecl)])]
    public static IRStatus Destroy(void* context) => Library.Contexts.Destroy((ulong)context);

    [UnmanagedCallersOnly(EntryPoint = "ir_model_load", CallConvs = [typeof(CallConvCdecl)])]
    public static IRStatus Load(void* context, byte* path) => Library.Contexts.Load((ulong)context, path);

    [UnmanagedCallersOnly(EntryPoint = "ir_generate", CallConvs = [typeof(CallConvCdecl)])]
    public static IRStatus Generate(void* context, byte* prompt, IRGenerateParams parameters, byte** output) =>
        Library.Contexts.Generate((ulong)context, prompt, parameters, output);

    [UnmanagedCallersOnly(EntryPoint = "ir_generate_streaming", CallConvs = [typeof(CallConvCdecl)])]
    public static IRStatus Stream(
        void* context, byte* prompt, IRGenerateParams parameters, delegate* unmanaged[Cdecl]<byte*, void*, byte> callback, void* user) =>
        Library.Contexts.Stream((ulong)context, prompt, parameters, callback, user);

    [UnmanagedCallersOnly(EntryPoint = "ir_reset", CallConvs = [typeof(CallConvCdecl)])]
    public static IRStatus Reset(void* context) => Library.Contexts.Reset((ulong)context);

    [UnmanagedCallersOnly(EntryPoint = "ir_last_error", CallConvs = [typeof(CallConvCdecl)])]
    public static byte* LastError() => ContextCalls.TakeLastError();

    [UnmanagedCallersOnly(EntryPoint = "ir_free_string", CallConvs = [typeof(CallConvCdecl)])]
    public static void FreeString(byte* text) => ContextCalls.FreeString(text);
}
