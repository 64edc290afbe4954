namespace Teleo.Experiments.Preprint;

/// <summary>The learner's answer to a sample before it learns from it.</summary>
/// <param name="Class">The class with the greatest logit; of equal ones the first.</param>
/// <param name="Probability">The softmax probability of the true class.</param>
/// <param name="Loss">The cross-entropy of the true class, in nats.</param>
/// <param name="WinnerId">The cheapest hypothesis that covers the sample; -1 where none does.</param>
/// <param name="WinnerClass">Its class; -1 where none covers.</param>
/// <param name="Rewarded">Whether the prediction that the resource is rewarded for was right.</param>
public readonly record struct Prediction(int Class, double Probability, double Loss, int WinnerId, int WinnerClass, bool Rewarded);
