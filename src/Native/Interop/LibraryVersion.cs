namespace Teleo.Native.Interop;

/// <summary>The version of the library, as diagnostics name it.</summary>
internal static class LibraryVersion
{
    public const string Text = "0.1.0";
}
