using System.Text.Json;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Writes numbers of a trace: the shortest text that reads back to the same bits; values without a JSON number are strings.
/// </summary>
internal static class JsonNumbers
{
    public static void WriteReal(this LineWriter json, JsonEncodedText name, double value)
    {
        json.WritePropertyName(name);
        json.WriteRealValue(value);
    }

    public static void WriteReal(this LineWriter json, ReadOnlySpan<byte> name, double value)
    {
        json.WritePropertyName(name);
        json.WriteRealValue(value);
    }

    public static void WriteRealValue(this LineWriter json, double value)
    {
        if (double.IsFinite(value) && !IsNegativeZero(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(NameOf(value));
    }

    public static double ReadReal(this ref readonly Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number) return reader.GetDouble();
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("a number is expected");
        if (reader.ValueTextEquals("NaN"u8)) return double.NaN;
        if (reader.ValueTextEquals("Infinity"u8)) return double.PositiveInfinity;
        if (reader.ValueTextEquals("-Infinity"u8)) return double.NegativeInfinity;
        if (reader.ValueTextEquals("-0"u8)) return -0.0;
        throw new JsonException($"'{reader.GetString()}' is not a number");
    }

    public static void WriteLanes(this LineWriter json, JsonEncodedText name, in ResourceVector lanes)
    {
        json.WritePropertyName(name);
        json.WriteLanesValue(lanes);
    }

    /// <summary>The lanes that are not zero.</summary>
    public static void WriteLanesValue(this LineWriter json, in ResourceVector lanes)
    {
        json.WriteStartObject();
        if (lanes.ResidentBytes != 0) json.WriteNumber("residentBytes"u8, lanes.ResidentBytes);
        if (lanes.ScratchBytes != 0) json.WriteNumber("scratchBytes"u8, lanes.ScratchBytes);
        if (lanes.HostBytes != 0) json.WriteNumber("hostBytes"u8, lanes.HostBytes);
        WriteUnlessZero(json, "cpuShare"u8, lanes.CpuShare);
        WriteUnlessZero(json, "loadSeconds"u8, lanes.LoadSeconds);
        WriteUnlessZero(json, "latencySeconds"u8, lanes.LatencySeconds);
        WriteUnlessZero(json, "uncertainty"u8, lanes.Uncertainty);
        WriteUnlessZero(json, "errorRate"u8, lanes.ErrorRate);
        WriteUnlessZero(json, "governance"u8, lanes.Governance);
        json.WriteEndObject();
    }

    public static ResourceVector NextLanes(this ref Utf8JsonReader reader)
    {
        var lanes = default(ResourceVector);
        reader.Next(JsonTokenType.StartObject);
        while (reader.NextName())
        {
            if (reader.ValueTextEquals("residentBytes"u8)) lanes = lanes with { ResidentBytes = reader.NextInt64() };
            else if (reader.ValueTextEquals("scratchBytes"u8)) lanes = lanes with { ScratchBytes = reader.NextInt64() };
            else if (reader.ValueTextEquals("hostBytes"u8)) lanes = lanes with { HostBytes = reader.NextInt64() };
            else if (reader.ValueTextEquals("cpuShare"u8)) lanes = lanes with { CpuShare = reader.NextReal() };
            else if (reader.ValueTextEquals("loadSeconds"u8)) lanes = lanes with { LoadSeconds = reader.NextReal() };
            else if (reader.ValueTextEquals("latencySeconds"u8)) lanes = lanes with { LatencySeconds = reader.NextReal() };
            else if (reader.ValueTextEquals("uncertainty"u8)) lanes = lanes with { Uncertainty = reader.NextReal() };
            else if (reader.ValueTextEquals("errorRate"u8)) lanes = lanes with { ErrorRate = reader.NextReal() };
            else if (reader.ValueTextEquals("governance"u8)) lanes = lanes with { Governance = reader.NextReal() };
            else throw reader.Unknown();
        }

        return lanes;
    }

    private static void WriteUnlessZero(LineWriter json, ReadOnlySpan<byte> name, double value)
    {
        if (BitConverter.DoubleToInt64Bits(value) != 0) json.WriteReal(name, value);
    }

    private static bool IsNegativeZero(double value) => value == 0 && double.IsNegative(value);

    private static ReadOnlySpan<byte> NameOf(double value) =>
        double.IsNaN(value) ? "NaN"u8 : value == 0 ? "-0"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;
}
