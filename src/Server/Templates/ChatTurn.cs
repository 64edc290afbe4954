namespace Teleo.Server.Templates;

/// <summary>One turn of a conversation.</summary>
internal sealed record ChatTurn(string Role, string Content);
