namespace Teleo.Controller.Domain;

/// <summary>Anything that yields 64 random bits at a time; <see cref="RandomDraws"/> turns them into variates.</summary>
internal interface IBitSource
{
    ulong NextUInt64();
}
