using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Domain;

/// <summary>
/// A prediction from outside the arrivals: with this probability, a number of requests for a skill arrives between two times from now. A
/// probability of 0 predicts that no more requests arrive.
/// </summary>
/// <param name="Skill">The index of the skill in the catalog.</param>
/// <param name="Source">Who says so: <c>pipeline</c>, <c>operator</c>, <c>client</c>, or a client with an account of its own.</param>
/// <param name="Chance">The chance that they come, as the source tells it.</param>
/// <param name="Requests">The number of requests, if they come.</param>
/// <param name="InSeconds">The seconds until the first of them.</param>
/// <param name="WithinSeconds">The seconds after that in which the first of them comes, or not at all.</param>
public readonly record struct Foretelling(int Skill, string Source, double Chance, double Requests, double InSeconds, double WithinSeconds)
{
    /// <summary>Returns the prediction that no more requests for a skill arrive, for example after the end of a session.</summary>
    public static Foretelling Silence(int skill, string source) => new(skill, source, 0, 0, 0, 0);

    public bool IsSilence => Chance == 0;

    /// <summary>Gives every fault of it, for a catalog of so many skills.</summary>
    public IEnumerable<string> Problems(int skills) => Broken(
        Between(0, skills - 1, Skill),
        Unless(!string.IsNullOrWhiteSpace(Source), $"{nameof(Source)} must have a name"),
        Share(Chance),
        Must(Requests is >= 0 and <= 1e6 && (Chance == 0 || Requests > 0), "lie above 0 and not above 1,000,000", Requests),
        Between(0, 1e6, InSeconds),
        Between(0, 1e6, WithinSeconds));
}
