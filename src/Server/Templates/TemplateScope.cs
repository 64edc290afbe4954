using System.Text;

namespace Teleo.Server.Templates;

/// <summary>
/// The names and the text of one rendering, with bounds on its steps and its length, so that no template can hold the server.
/// </summary>
internal sealed class TemplateScope
{
    private const int MostSteps = 1 << 20;
    private const int LongestText = 1 << 20;

    private readonly Dictionary<string, object?> _names = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new();
    private int _steps;

    public string Text => _text.ToString();

    public object? Get(string name) => _names.TryGetValue(name, out object? value) ? value : TemplateValue.Undefined;

    public void Set(string name, object? value) => _names[name] = value;

    public void Remove(string name) => _names.Remove(name);

    public void Step()
    {
        if (++_steps > MostSteps) throw new TemplateException($"it takes more than {MostSteps} steps");
    }

    public void Write(string text)
    {
        if (_text.Length + text.Length > LongestText) throw new TemplateException($"it writes more than {LongestText} characters");
        _text.Append(text);
    }
}
