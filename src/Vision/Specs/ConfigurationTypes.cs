using System.Text.Json.Serialization;
using Teleo.Vision.Detecting;
using Teleo.Vision.Reading;
using Teleo.Vision.Tensors;

namespace Teleo.Vision.Specs;

/// <summary>
/// The configurations as JSON: members in snake_case, values in lower case. Generated at compile time, so that it works ahead of time.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(OnnxModelOptions))]
[JsonSerializable(typeof(TensorPipelineOptions))]
[JsonSerializable(typeof(DetectionOptions))]
[JsonSerializable(typeof(ReaderModelOptions))]
[JsonSerializable(typeof(ReaderOptions))]
internal sealed partial class ConfigurationTypes : JsonSerializerContext;
