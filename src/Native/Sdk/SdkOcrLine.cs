using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Teleo.Native.Sdk;

/// <summary>
/// A line of text on a page, in the layout of the header: four corners clockwise, scores, and the place of its text in the page's.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SdkOcrLine
{
    public Corners Points;
    public float Score;
    public int Label;
    public float LabelScore;
    public uint TextOffset;
    public uint TextLength;

    [InlineArray(8)]
    public struct Corners
    {
        private float _first;
    }
}
