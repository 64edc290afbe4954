using System.Text.Json.Serialization;

namespace Teleo.Engine.Trust;

/// <summary>
/// Signatures and lists of keys as JSON types, made when the program is compiled, so that they are read ahead of time too.
/// </summary>
[JsonSerializable(typeof(DetachedSignature))]
[JsonSerializable(typeof(SignedTrustList))]
internal sealed partial class TrustTypes : JsonSerializerContext;
