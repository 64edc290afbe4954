namespace Teleo.Controller.Domain;

/// <summary>How a figure came to be known. An estimate is never promoted to a measurement.</summary>
public enum ReadingKind : byte
{
    Unknown,
    Estimated,
    Reported,
    Measured,
}
