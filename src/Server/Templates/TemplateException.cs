namespace Teleo.Server.Templates;

/// <summary>
/// A chat template that cannot be used: it is not of the language that is understood here, asks for too much, or refuses the conversation
/// itself.
/// </summary>
internal sealed class TemplateException(string message) : Exception(message);
