using System.Text.Json;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Visits the fields of a row in their fixed order, each with its value at the previous decision. A writer writes changed fields and a
/// reader reads them; both use one list of fields, so that neither can miss one.
/// </summary>
internal interface IFieldVisitor
{
    void Flag(JsonEncodedText name, ref bool value);

    void Number(JsonEncodedText name, ref long value);

    void Number(JsonEncodedText name, ref int value);

    void Number(JsonEncodedText name, ref Int128 value);

    void Number(JsonEncodedText name, ref double value);

    void Word<T>(JsonEncodedText name, ref T value)
        where T : struct, Enum;

    void Lanes(JsonEncodedText name, ref ResourceVector value);
}
