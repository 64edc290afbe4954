using System.Globalization;
using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class DateNormalisation() : SkillTask(
    "date-normalisation",
    "Writes a date in ISO 8601 form.",
    @"date (?:[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}|[A-Z][a-z]{2} [0-9]{1,2}, [0-9]{4}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})",
    "[0-9]{4}-[0-9]{2}-[0-9]{2}")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        var date = new DateOnly(1900 + chance.NextInt(200), 1, 1).AddDays(chance.NextInt(365));
        string written = chance.NextInt(3) switch
        {
            0 => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            1 => date.ToString("MMM d, yyyy", CultureInfo.InvariantCulture),
            _ => date.ToString("d.M.yyyy", CultureInfo.InvariantCulture),
        };
        return new($"date {written}", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    /// <summary>Returns the answer with the day first.</summary>
    public override string AnswerAfterChange(TaskItem item) => string.Join('-', item.Answer.Split('-').Reverse());
}
