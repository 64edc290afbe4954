namespace Teleo.Controller.Domain;

/// <summary>The origin of a figure. An estimate is never promoted to a measurement.</summary>
public enum ReadingKind : byte
{
    Unknown,
    Estimated,
    Reported,
    Measured,
}
