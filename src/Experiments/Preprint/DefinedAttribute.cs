namespace Teleo.Experiments.Preprint;

/// <summary>The entry of a column in the data dictionary of its table: unit and definition.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DefinedAttribute(string unit, string definition) : Attribute
{
    public string Unit { get; } = unit;

    public string Definition { get; } = definition;
}
