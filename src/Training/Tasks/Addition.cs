using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class Addition() : SkillTask("addition", "Adds two integers.", @"add [0-9]+\+[0-9]+", "[0-9]+")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        int limit = (int)Math.Pow(10, difficulty);
        int a = chance.NextInt(limit), b = chance.NextInt(limit);
        return new($"add {a}+{b}", $"{a + b}");
    }
}
