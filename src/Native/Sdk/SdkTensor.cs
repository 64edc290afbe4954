using System.Runtime.InteropServices;
using Teleo.Vision.Tensors;

namespace Teleo.Native.Sdk;

/// <summary>An input of a model, in the layout of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SdkTensor
{
    public byte* Name;
    public nuint NameLength;
    public ElementKind Element;
    public long* Shape;
    public nuint ShapeLength;
    public byte* Data;
    public nuint DataLength;
}
