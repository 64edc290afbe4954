using System.Globalization;
using System.Text.Json;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tracing;

/// <summary>The fields of one row as names and texts, for a readable difference.</summary>
internal readonly struct FieldList(List<(string Name, string Value)> fields) : IFieldVisitor
{
    public List<(string Name, string Value)> Fields => fields;

    public void Flag(JsonEncodedText name, ref bool value) => Add(name, value);

    public void Number(JsonEncodedText name, ref long value) => Add(name, value);

    public void Number(JsonEncodedText name, ref int value) => Add(name, value);

    public void Number(JsonEncodedText name, ref Int128 value) => Add(name, value);

    public void Number(JsonEncodedText name, ref double value) => Add(name, value);

    public void Word<T>(JsonEncodedText name, ref T value)
        where T : struct, Enum => Add(name, value);

    public void Lanes(JsonEncodedText name, ref ResourceVector value) => Add(name, value);

    private void Add<T>(JsonEncodedText name, T value) =>
        fields.Add((name.ToString(), Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
}
