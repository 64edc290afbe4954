namespace Teleo.Native.Interop;

/// <summary>Words a fault that no part of the library foresaw, for the host.</summary>
internal static class Problems
{
    public static string Text(Exception problem) => problem is OutOfMemoryException ? "there is not enough memory" : problem.Message;
}
