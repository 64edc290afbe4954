using System.Security.Cryptography;
using Teleo.Engine.Formats;

namespace Teleo.Engine.Packing;

/// <summary>
/// A hash of everything that decides how a vocabulary cuts text and joins it again: equal for the same vocabulary in files of
/// different models.
/// </summary>
public static class VocabularyHash
{
    public static string Sha256(VocabularyFacts vocabulary)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Number(int value) => hash.AppendData(BitConverter.GetBytes(value));

        Number((int)vocabulary.Kind);
        Number(vocabulary.Count);
        for (int token = 0; token < vocabulary.Count; token++)
        {
            Number(vocabulary.Piece(token).Length);
            hash.AppendData(vocabulary.Piece(token));
            Number(BitConverter.SingleToInt32Bits(vocabulary.Score(token)));
            Number((int)vocabulary.KindOf(token));
        }
        for (int rank = 0; rank < vocabulary.MergeCount; rank++)
        {
            var merge = vocabulary.MergeAt(rank);
            Number(merge.Left);
            Number(merge.Right);
            Number(merge.Output);
        }
        int?[] specials =
            [vocabulary.Bos, vocabulary.Eos, vocabulary.EndOfTurn, vocabulary.Unknown, vocabulary.Padding, vocabulary.Separator];
        foreach (int? special in specials) Number(special ?? -1);
        foreach (bool? flag in (bool?[])[vocabulary.AddBos, vocabulary.AddEos, vocabulary.AddSpacePrefix])
            Number(flag is null ? -1 : flag.Value ? 1 : 0);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(vocabulary.PreTokenizer ?? ""));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
