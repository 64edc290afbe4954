namespace Teleo.Native.Contexts;

/// <summary>The device of a context; only the processor is supported.</summary>
internal enum IRBackendType
{
    Cpu = 0,
    Metal = 1,
}
