namespace Teleo.Server.Templates;

/// <summary>Writes a conversation as a model was trained to read it, by the template that its file carries.</summary>
internal static class ChatTemplate
{
    private const int LongestTemplate = 1 << 18;

    /// <param name="first">The text of the token that begins a text.</param>
    /// <param name="last">The text of the token that ends one.</param>
    public static string Render(string template, IEnumerable<ChatTurn> turns, string first, string last)
    {
        if (template.Length > LongestTemplate) throw new TemplateException(
            $"it has {template.Length} characters; at most {LongestTemplate} are read");
        var messages = turns.Select(turn =>
            (object?)new Dictionary<string, object?> { ["role"] = turn.Role, ["content"] = turn.Content }).ToList();
        var scope = new TemplateScope();
        scope.Set("messages", messages);
        scope.Set("bos_token", first);
        scope.Set("eos_token", last);
        scope.Set("add_generation_prompt", true);
        new TemplateParser(TemplateLexer.Cut(template)).Parse()(scope);
        return scope.Text;
    }
}
