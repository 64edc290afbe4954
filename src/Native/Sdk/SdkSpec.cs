using System.Runtime.InteropServices;

namespace Teleo.Native.Sdk;

/// <summary>The request of a host that loads a model or makes a pipeline, laid out as both specs of the header are.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SdkSpec
{
    public byte* Id;
    public nuint IdLength;
    public int Kind;
    public byte* Config;
    public nuint ConfigLength;
}
