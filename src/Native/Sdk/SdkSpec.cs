using System.Runtime.InteropServices;

namespace Teleo.Native.Sdk;

/// <summary>The request of a host for a model or a pipeline, in the layout of both specs of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SdkSpec
{
    public byte* Id;
    public nuint IdLength;
    public int Kind;
    public byte* Config;
    public nuint ConfigLength;
}
