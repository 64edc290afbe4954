namespace Teleo.Controller.Domain;

/// <summary>The measured effect of a command, joined to the decision that caused it.</summary>
/// <param name="DecisionId">The decision, as counted by the step in its report.</param>
/// <param name="Skill">The loaded skill, or the one that should have been loaded.</param>
/// <param name="PredictedSeconds">The load time that the decision counted on.</param>
/// <param name="RealisedSeconds">The load time measured; not a number where the load failed.</param>
public readonly record struct Realisation(long DecisionId, int Skill, long TimeNs, bool Succeeded,
    double PredictedSeconds, double RealisedSeconds);
