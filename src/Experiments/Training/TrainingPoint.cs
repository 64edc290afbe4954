namespace Teleo.Experiments.Training;

/// <summary>One point of the training curve.</summary>
/// <param name="TrainLoss">Mean loss per judged token since the point before.</param>
/// <param name="ValidationExact">Share of validation items answered exactly.</param>
public readonly record struct TrainingPoint(int Step, double Rate, double TrainLoss, double ValidationLoss, double ValidationExact);
