using System.Text;

namespace Teleo.Experiments.Workloads;

/// <summary>Reads a log of lines with fields separated by commas, semicolons or tabs, whose first line names the columns.</summary>
internal sealed class DelimitedLog : ILogFormat
{
    private static readonly (byte Delimiter, string Name)[] Delimiters =
        [((byte)',', "comma"), ((byte)';', "semicolon"), ((byte)'\t', "tab")];

    private readonly CsvFields _fields;
    private readonly int[] _fieldOf = [.. Enumerable.Repeat(-1, LogRoles.Count)];
    private readonly string?[] _columns = new string?[LogRoles.Count];
    private readonly List<string> _ignored = [];
    private readonly int _fieldsNeeded;

    private DelimitedLog(CsvFields fields, string name, ReadOnlySpan<byte> header)
    {
        (_fields, Name) = (fields, name);
        var ranks = new int[LogRoles.Count];
        for (int field = 0; field < fields.Count; field++)
        {
            string column = fields.TextOf(header, field);
            if (!LogRoles.TryFind(LogRoles.Normalised(column), out var role, out int rank))
            {
                _ignored.Add(column);
                continue;
            }

            ref int held = ref _fieldOf[(int)role];
            bool isBetter = held < 0 || rank < ranks[(int)role];
            if (!isBetter || held >= 0) _ignored.Add(isBetter ? _columns[(int)role]! : column);
            if (isBetter) (held, ranks[(int)role], _columns[(int)role]) = (field, rank, column);
        }

        _fieldsNeeded = _fieldOf.Max() + 1;
        TimeUnitNs = _columns[(int)LogRole.Time] is { } time ? LogRoles.UnitNs(LogRoles.Normalised(time)) : 0;
    }

    public string Name { get; }

    /// <summary>The unit that the name of the time column states; 0 where it states none.</summary>
    public long TimeUnitNs { get; }

    public ReadOnlySpan<string?> Columns => _columns;

    public IReadOnlyCollection<string> Ignored => _ignored;

    /// <summary>Opens a log whose header names a time; null if no delimiter fits this line.</summary>
    public static DelimitedLog? TryOpen(ReadOnlySpan<byte> header, out WorkloadError? error)
    {
        error = null;
        foreach (var (delimiter, name) in Delimiters)
        {
            var fields = new CsvFields(delimiter);
            if (!fields.TrySplit(header))
            {
                error ??= new(WorkloadFault.UnclosedQuote, "a quote is not closed in the header; add it", 1,
                    fields.ColumnOf(fields.Count - 1));
                continue;
            }

            var log = new DelimitedLog(fields, $"{name}-separated", header);
            if (log._columns[(int)LogRole.Time] is null && log._columns[(int)LogRole.Model] is null) continue;
            error = TwiceNamed(fields, header);
            return log;
        }

        return null;
    }

    public LogLine Read(ReadOnlySpan<byte> line, ref LogRow row, out string? fault)
    {
        fault = null;
        if (!_fields.TrySplit(line)) fault = "a quote is not closed, or text follows it; add or remove one";
        else if (_fields.Count < _fieldsNeeded) fault = $"the row has {_fields.Count} fields, the header needs {_fieldsNeeded}";
        if (fault is not null) return LogLine.Faulty;
        var model = Field(line, LogRole.Model);
        row = new LogRow
        {
            Time = Field(line, LogRole.Time),
            Model = model.Contains((byte)'"') ? Encoding.UTF8.GetBytes(CsvFields.Unquoted(model)) : model,
            Session = Field(line, LogRole.Session),
            Input = Field(line, LogRole.Input),
            Output = Field(line, LogRole.Output),
            Id = Field(line, LogRole.Id),
        };
        return LogLine.Request;
    }

    private ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, LogRole role)
    {
        int field = _fieldOf[(int)role];
        return field < 0 ? default : _fields.Of(line, field).Trim((byte)' ');
    }

    private static WorkloadError? TwiceNamed(CsvFields fields, ReadOnlySpan<byte> header)
    {
        var seen = new HashSet<string>();
        for (int field = 0; field < fields.Count; field++)
        {
            string column = fields.TextOf(header, field);
            if (column.Length > 0 && !seen.Add(column))
                return new(WorkloadFault.DuplicateColumn, $"the column {column} stands twice; leave one of them out", 1,
                    fields.ColumnOf(field));
        }

        return null;
    }
}
