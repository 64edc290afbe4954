namespace Teleo.Server.Templates;

/// <summary>One message of a conversation.</summary>
internal sealed record ChatTurn(string Role, string Content);
