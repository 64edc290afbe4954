namespace Teleo.Native.Sdk;

/// <summary>Loads models of some kinds; the library asks the first of its backends that serves a kind.</summary>
internal interface ISdkBackend
{
    bool Serves(SdkModelKind kind);

    /// <summary>Loads a model with a host's options; missing ones have defaults.</summary>
    /// <param name="id">The host's name for it, for messages.</param>
    SdkModel Load(string id, SdkModelKind kind, SdkConfig config);
}
