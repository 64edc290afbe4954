using System.Runtime.InteropServices;

namespace Teleo.Native.Sdk;

/// <summary>The place of an image in a detector's input, in the layout of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SdkYoloPreprocessMeta(float Scale, int PadX, int PadY, int OriginalWidth, int OriginalHeight);
