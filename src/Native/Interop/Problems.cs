namespace Teleo.Native.Interop;

/// <summary>What a host is told of a fault that no part of the library foresaw.</summary>
internal static class Problems
{
    public static string Text(Exception problem) => problem is OutOfMemoryException ? "there is not enough memory" : problem.Message;
}
