namespace Teleo.Training.Runs;

/// <summary>
/// Trains a low-rank adapter instead of the model: every matrix W of a block becomes W + (alpha / rank) B A, and only A and B change.
/// </summary>
/// <param name="BaseSha256">The model file whose weights stay as they are.</param>
public sealed record AdapterOptions(string BaseSha256, int Rank = 8, float Alpha = 16)
{
    public float Scale => Alpha / Rank;
}
