using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tracing;

/// <summary>
/// The header of a trace as JSON types, made when the program is compiled, so that it is written ahead of time too. Code of this kind
/// forgets defaults of init properties, so that headers are read by <see cref="TraceJson.Options"/>.
/// </summary>
[JsonSerializable(typeof(TraceHeader))]
internal sealed partial class TraceTypes : JsonSerializerContext
{
    public static JsonTypeInfo<TraceHeader> Header => field ??= HeaderUnder(TraceJson.Rules(
        Named<Coupling>(), Named<DemandMean>(), Named<FloorRule>(), Named<MissMode>(), Named<OperatorSet>(), Named<ResourceRule>(),
        Named<SelectionRule>(), Named<StructureMode>()));

    private static JsonTypeInfo<TraceHeader> HeaderUnder(JsonSerializerOptions rules)
    {
        rules.TypeInfoResolver = Default;
        return (JsonTypeInfo<TraceHeader>)rules.GetTypeInfo(typeof(TraceHeader));
    }

    private static JsonStringEnumConverter<T> Named<T>()
        where T : struct, Enum => new(JsonNamingPolicy.CamelCase);
}
