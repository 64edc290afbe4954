namespace Teleo.Server.Upstream;

/// <summary>A model of another server, as that server describes it.</summary>
internal sealed record ForeignModel(string Name, long Bytes, string Digest);
