using System.Text;

namespace Teleo.Experiments.Workloads;

/// <summary>Cuts one line of delimited text into its fields (RFC 4180 quoting within a line), without copying any.</summary>
internal sealed class CsvFields(byte delimiter = (byte)',')
{
    public const int MostFields = 64;

    private readonly (int Start, int Length)[] _fields = new (int, int)[MostFields];

    public int Count { get; private set; }

    /// <summary>Returns the column, from 1, at which a field starts; for a missing field the column after the line.</summary>
    public int ColumnOf(int field) =>
        field < Count ? _fields[field].Start + 1 : Count == 0 ? 1 : _fields[Count - 1].Start + _fields[Count - 1].Length + 1;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line, int field) => line.Slice(_fields[field].Start, _fields[field].Length);

    /// <summary>Returns the text of a field without spaces around it, doubled quotes reduced to one.</summary>
    public string TextOf(ReadOnlySpan<byte> line, int field) => Unquoted(Of(line, field));

    /// <summary>Returns the text of a quoted field without spaces around it, doubled quotes reduced to one.</summary>
    public static string Unquoted(ReadOnlySpan<byte> field) =>
        Encoding.UTF8.GetString(field).Replace("\"\"", "\"", StringComparison.Ordinal).Trim();

    /// <summary>False where a quote is never closed or is followed by text: then the last field is the faulty one.</summary>
    public bool TrySplit(ReadOnlySpan<byte> line)
    {
        Count = 0;
        int at = 0;
        while (Count < MostFields)
        {
            int length;
            if (at < line.Length && line[at] == '"')
            {
                at++;
                length = QuotedLength(line[at..]);
                _fields[Count++] = (at, Math.Max(length, 0));
                if (length < 0) return false;
                at += length + 1;
                if (at < line.Length && line[at] != delimiter) return false;
            }
            else
            {
                int comma = line[at..].IndexOf(delimiter);
                length = comma < 0 ? line.Length - at : comma;
                _fields[Count++] = (at, length);
                at += length;
            }

            if (at >= line.Length) return true;
            at++;
        }

        return true;
    }

    /// <summary>Bytes up to the closing quote; a doubled quote belongs to the text. -1 where none closes it.</summary>
    private static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '"') continue;
            if (i + 1 == text.Length || text[i + 1] != '"') return i;
            i++;
        }

        return -1;
    }
}
