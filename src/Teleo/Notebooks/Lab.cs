using System.Reflection;

namespace Teleo.Notebooks;

/// <summary>The member that a notebook cell may call by name alone: the display of anything.</summary>
public static class Lab
{
    private static readonly AsyncLocal<Action<object>?> Shower = new();

    /// <summary>Shows a value at once: a figure as a picture, records as a table.</summary>
    public static void Show(object value) => (Shower.Value ?? Polyglot() ?? (shown => Console.WriteLine(shown)))(value);

    /// <summary>Returns what shows values in the C# kernel of Polyglot notebooks; null outside it.</summary>
    private static Action<object>? Polyglot()
    {
        const string name = "Microsoft.DotNet.Interactive";
        var kernel = AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == name);
        var display = kernel?.GetType(name + ".Kernel")?.GetMethod("display", BindingFlags.Public | BindingFlags.Static);
        return display is null ? null : value => display.Invoke(null, [value, Array.Empty<string>()]);
    }

    internal static void ShowThrough(Action<object>? shower) => Shower.Value = shower;
}
