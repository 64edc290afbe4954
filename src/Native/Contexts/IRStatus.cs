namespace Teleo.Native.Contexts;

/// <summary>The statuses of the context functions.</summary>
internal enum IRStatus
{
    Ok = 0,
    ErrorInvalidArgument = 1,
    ErrorModelLoad = 2,
    ErrorGenerate = 3,
    ErrorOutOfMemory = 4,
    ErrorInternal = 5,
}
