using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class RomanReading() : SkillTask(
    "roman-reading",
    "Reads a Roman numeral below 4000.",
    "unroman [MDCLXVI]+",
    "[1-9][0-9]{0,3}")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        int value = 1 + chance.NextInt(Math.Min(3999, (int)Math.Pow(10, difficulty)));
        return new($"unroman {Roman.Write(value)}", $"{value}");
    }
}
