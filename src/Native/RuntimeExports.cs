using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Teleo.Native.Runtime;

namespace Teleo.Native;

/// <summary>The plain functions of <c>teleo.h</c>: thirteen of the runtime, three for version negotiation.</summary>
internal static unsafe class RuntimeExports
{
    /// <summary>Bits of <c>teleo_abi_capabilities</c>, as in the header.</summary>
    private const ulong Slm = 1, Gguf = 2, Contexts = 4, Sdk = 8;

    [UnmanagedCallersOnly(EntryPoint = "teleo_abi_version", CallConvs = [typeof(CallConvCdecl)])]
    public static uint GetAbiVersion() => GlobalRuntime.AbiVersion;

    [UnmanagedCallersOnly(EntryPoint = "teleo_abi_capabilities", CallConvs = [typeof(CallConvCdecl)])]
    public static ulong GetAbiCapabilities() => Slm | Gguf | Contexts | Sdk;

    [UnmanagedCallersOnly(EntryPoint = "teleo_code_name", CallConvs = [typeof(CallConvCdecl)])]
    public static byte* GetCodeName(uint code) => CodeNames.Of(code);

    [UnmanagedCallersOnly(EntryPoint = "alloc", CallConvs = [typeof(CallConvCdecl)])]
    public static byte* Alloc(nuint length) => Library.Runtime.Alloc(length);

    [UnmanagedCallersOnly(EntryPoint = "dealloc", CallConvs = [typeof(CallConvCdecl)])]
    public static void Dealloc(byte* pointer, nuint length) => Library.Runtime.Dealloc(pointer, length);

    [UnmanagedCallersOnly(EntryPoint = "init_runtime", CallConvs = [typeof(CallConvCdecl)])]
    public static uint InitRuntime() => (uint)Library.Runtime.Initialise();

    [UnmanagedCallersOnly(EntryPoint = "load_model", CallConvs = [typeof(CallConvCdecl)])]
    public static uint LoadModel(byte* pointer, nuint length) => (uint)Library.Runtime.LoadModel(pointer, length);

    [UnmanagedCallersOnly(EntryPoint = "set_sampling_config", CallConvs = [typeof(CallConvCdecl)])]
    public static uint SetSamplingConfig(float temperature, uint topK, float topP, ulong seed) =>
        (uint)Library.Runtime.SetSampling(temperature, topK, topP, seed);

    [UnmanagedCallersOnly(EntryPoint = "generate", CallConvs = [typeof(CallConvCdecl)])]
    public static uint Generate(byte* pointer, nuint length, uint maxNewTokens) =>
        (uint)Library.Runtime.Generate(pointer, length, maxNewTokens);

    [UnmanagedCallersOnly(EntryPoint = "generate_next_token", CallConvs = [typeof(CallConvCdecl)])]
    public static uint GenerateNextToken() => (uint)Library.Runtime.GenerateNextToken();

    [UnmanagedCallersOnly(EntryPoint = "last_result_ptr", CallConvs = [typeof(CallConvCdecl)])]
    public static byte* LastResultPtr() => Library.Runtime.ResultPointer();

    [UnmanagedCallersOnly(EntryPoint = "last_result_len", CallConvs = [typeof(CallConvCdecl)])]
    public static nuint LastResultLen() => Library.Runtime.ResultLength();

    [UnmanagedCallersOnly(EntryPoint = "get_diagnostics_ptr", CallConvs = [typeof(CallConvCdecl)])]
    public static byte* GetDiagnosticsPtr() => Library.Runtime.DiagnosticsPointer();

    [UnmanagedCallersOnly(EntryPoint = "get_diagnostics_len", CallConvs = [typeof(CallConvCdecl)])]
    public static nuint GetDiagnosticsLen() => Library.Runtime.DiagnosticsLength();

    [UnmanagedCallersOnly(EntryPoint = "reset_context", CallConvs = [typeof(CallConvCdecl)])]
    public static uint ResetContext() => (uint)Library.Runtime.ResetContext();

    [UnmanagedCallersOnly(EntryPoint = "free_model", CallConvs = [typeof(CallConvCdecl)])]
    public static uint FreeModel() => (uint)Library.Runtime.FreeModel();
}
