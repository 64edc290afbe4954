namespace Teleo.Pool.Plants;

/// <summary>The result of a completed service.</summary>
/// <param name="Correct">Correctness of the answer, from 0 to 1; NaN if unknown.</param>
/// <param name="FirstOutputNs">The time of the first token of the answer.</param>
internal readonly record struct ServiceResult(double Correct, long FirstOutputNs);
