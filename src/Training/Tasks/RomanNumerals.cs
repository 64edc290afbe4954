using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class RomanNumerals() : SkillTask(
    "roman-numerals",
    "Writes an integer below 4000 in Roman numerals.",
    "roman [1-9][0-9]{0,3}",
    "[MDCLXVI]+")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        int value = 1 + chance.NextInt(Math.Min(3999, (int)Math.Pow(10, difficulty)));
        return new($"roman {value}", Roman.Write(value));
    }
}
