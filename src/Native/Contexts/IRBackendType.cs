namespace Teleo.Native.Contexts;

/// <summary>Where a context computes; only the processor is supported.</summary>
internal enum IRBackendType
{
    Cpu = 0,
    Metal = 1,
}
