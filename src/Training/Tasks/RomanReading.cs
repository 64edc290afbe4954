using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class RomanReading : ISkillTask
{
    public string Name => "roman-reading";

    public string Description => "Reads a Roman numeral below 4000.";

    public string RequestPattern => "unroman [MDCLXVI]+";

    public string AnswerPattern => "[1-9][0-9]{0,3}";

    public TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        int value = 1 + chance.NextInt(Math.Min(3999, (int)Math.Pow(10, difficulty)));
        return new($"unroman {Roman.Write(value)}", $"{value}");
    }
}
