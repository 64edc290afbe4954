using Teleo.Engine.Input;
using Teleo.Engine.Skills;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Server.Http;

namespace Teleo.Server.Serving;

/// <summary>
/// The models of a server by their names for clients: <c>skill</c>, <c>skill:variant</c>, or the whole <c>skill@version#variant</c>.
/// </summary>
internal sealed class ServedModels(SkillFolder folder, PlantState state)
{
    /// <summary>The variant that clients of Ollama append to a name without one.</summary>
    private const string AnyVariant = "latest";

    private readonly Lazy<ModelCard>[] _cards = [.. folder.Skills.Select(skill => new Lazy<ModelCard>(() => ModelCard.Of(skill)))];

    public int Count => folder.Skills.Length;

    public LiveSkill this[int model] => folder.Skills[model];

    public ModelCard CardOf(int model) => _cards[model].Value;

    public string NameOf(int model) => $"{folder.Skills[model].Name.Id}:{folder.Skills[model].Name.Variant}";

    public bool IsTask(string name) => folder.Tasks.Contains(name);

    /// <summary>
    /// Returns the index of a model by name. If several variants share it: one that can serve now, else the one with the best estimated
    /// quality, the smallest among equals.
    /// </summary>
    public int Find(string name)
    {
        int[] fitting = [.. Enumerable.Range(0, Count).Where(model => Fits(folder.Skills[model].Name, name))];
        if (fitting.Length == 0) throw Unknown(name);
        return fitting
            .OrderByDescending(model => state.Rows[model].CanServe)
            .ThenByDescending(model => folder.Skills[model].Quality)
            .ThenBy(model => folder.Skills[model].SizeBytes)
            .First();
    }

    /// <summary>Returns true if the whole memory could hold the model.</summary>
    public bool Fits(int model) => state.Rows[model].Footprint.ResidentBytes <= state.Memory.Capacity.ResidentBytes;

    /// <summary>Refuses a model that is larger than the memory, with both sizes.</summary>
    public void NeedRoomFor(int model)
    {
        if (WhyNeverFits(model) is { } why) throw new Refusal(507, "never_fits", why);
    }

    /// <summary>The sizes of a model and of the memory, where it is larger; null where it fits.</summary>
    public string? WhyNeverFits(int model) => Fits(model) ? null
        : $"{NameOf(model)} takes {state.Rows[model].Footprint.ResidentBytes} bytes; the memory of this server is "
            + $"{state.Memory.Capacity.ResidentBytes} bytes";

    private Refusal Unknown(string name)
    {
        string near = Suggestions.Sentence(
            name, [.. Enumerable.Range(0, Count).Select(NameOf), .. folder.Skills.Select(skill => skill.Name.Id).Distinct()]);
        return new Refusal(404, "model_not_found", $"no model '{name}' here{near}", "model");
    }

    private static bool Fits(SkillName name, string given)
    {
        if (given == name.ToString()) return true;
        string[] parts = given.Split(':', 2);
        return parts[0] == name.Id && (parts.Length == 1 || parts[1] == AnyVariant || parts[1] == name.Variant);
    }
}
