using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class UnitConversion() : SkillTask(
    "unit-conversion",
    "Converts a whole number of one unit into another.",
    "convert [0-9]+ [a-z]+ to [a-z]+",
    "[0-9]+")
{
    private static readonly (string From, string To, int Factor)[] Units =
    [
        ("km", "m", 1000), ("m", "cm", 100), ("kg", "g", 1000), ("h", "min", 60), ("min", "s", 60),
        ("days", "h", 24), ("weeks", "days", 7), ("dozen", "pieces", 12),
    ];

    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        var (from, to, factor) = Units[chance.NextInt(Units.Length)];
        int value = 1 + chance.NextInt((int)Math.Pow(10, difficulty));
        return new($"convert {value} {from} to {to}", $"{value * factor}");
    }
}
