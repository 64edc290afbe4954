using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class RomanNumerals : ISkillTask
{
    public string Name => "roman-numerals";

    public string Description => "Writes an integer below 4000 in Roman numerals.";

    public string RequestPattern => "roman [1-9][0-9]{0,3}";

    public string AnswerPattern => "[MDCLXVI]+";

    public TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        int value = 1 + chance.NextInt(Math.Min(3999, (int)Math.Pow(10, difficulty)));
        return new($"roman {value}", Roman.Write(value));
    }
}
