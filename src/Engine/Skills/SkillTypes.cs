using System.Text.Json.Serialization;

namespace Teleo.Engine.Skills;

/// <summary>
/// Manifests and the files of a registry as JSON types, made when the program is compiled, so that they are read ahead of time
/// too.
/// </summary>
[JsonSerializable(typeof(SkillManifest))]
[JsonSerializable(typeof(RegistryIndex))]
[JsonSerializable(typeof(RegistryEvent))]
internal sealed partial class SkillTypes : JsonSerializerContext;
