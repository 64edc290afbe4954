namespace Teleo.Engine.Sessions;

/// <summary>A chosen token with the model's log-probability and entropy before any sampling rule.</summary>
/// <param name="LogProbability">Natural logarithm of the token's probability.</param>
/// <param name="Entropy">Of the whole distribution, in nats.</param>
public readonly record struct TokenChoice(int Token, float LogProbability, float Entropy);
