namespace Teleo.Native.Sdk;

/// <summary>A call of an <c>sdk_</c> function that is refused, with the code it returns.</summary>
internal sealed class SdkException(SdkErr code, string message) : Exception(message)
{
    public SdkErr Code { get; } = code;

    public static SdkException Invalid(string message) => new(SdkErr.InvalidArg, message);

    public static SdkException Unsupported(string message) => new(SdkErr.Unsupported, message);
}
