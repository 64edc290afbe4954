using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class Subtraction() : SkillTask(
    "subtraction",
    "Subtracts the second integer from the first; the result may be negative.",
    "sub [0-9]+-[0-9]+",
    "-?[0-9]+")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        int limit = (int)Math.Pow(10, difficulty);
        int a = chance.NextInt(limit), b = chance.NextInt(limit);
        return new($"sub {a}-{b}", $"{a - b}");
    }
}
