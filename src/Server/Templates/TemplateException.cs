namespace Teleo.Server.Templates;

/// <summary>
/// A chat template that cannot be used: its language is not supported, it exceeds a limit, or it refuses the conversation.
/// </summary>
internal sealed class TemplateException(string message) : Exception(message);
