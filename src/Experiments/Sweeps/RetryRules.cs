namespace Teleo.Experiments.Sweeps;

/// <summary>The rule by which clients repeat what is not answered. The pool still holds the first copy and serves it too.</summary>
/// <param name="PatienceSeconds">Seconds after which a request without an answer is sent again.</param>
/// <param name="Retries">Times that a request is sent again at most; 0: never.</param>
internal sealed record RetryRules(double PatienceSeconds, int Retries);
