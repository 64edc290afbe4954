using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Teleo.Engine.Trust;

/// <summary>A signature in a file beside the signed one: ECDSA over P-256 and SHA-256, in DER and base64.</summary>
/// <param name="KeyId">The first 16 hexadecimal digits of the SHA-256 of the public key.</param>
public sealed record DetachedSignature(string Algorithm, string KeyId, string Signature)
{
    public const string EcdsaP256 = "ecdsa-p256-sha256";

    /// <summary>The rules for signatures, keys and lists of them: nothing unknown, nothing twice, nothing missing.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 8,
        TypeInfoResolver = TrustTypes.Default,
    };

    internal static JsonTypeInfo<DetachedSignature> Type { get; } = Input.Json.TypeOf<DetachedSignature>(Json);
}
