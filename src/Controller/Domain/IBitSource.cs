namespace Teleo.Controller.Domain;

/// <summary>A source of 64 random bits at a time; <see cref="RandomDraws"/> converts them into variates.</summary>
internal interface IBitSource
{
    ulong NextUInt64();
}
