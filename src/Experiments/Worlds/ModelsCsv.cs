using System.Collections.Immutable;
using System.Globalization;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Worlds;

/// <summary>
/// Reads a hand-written table of models: <c>name, gigabytes, load_s</c> and maybe more, with commas, semicolons or tabs. Without a heading
/// the columns
/// are these three.
/// </summary>
internal static class ModelsCsv
{
    private const int MostModels = WorkloadLayout.MostSkills;
    private static readonly string[] Unheaded = ["name", "gigabytes", "load_s"];

    public static ImmutableArray<ModelProfile> Read(string path)
    {
        if (!File.Exists(path)) throw new InputException("FileNotFound", "no such file", path);
        using var file = InputFile.Open(path);
        return Read(file, path);
    }

    public static ImmutableArray<ModelProfile> Read(Stream file, string path)
    {
        var lines = new LineReader(file);
        if (!lines.TryRead(out var header)) throw Wrong(
            1, "the file is empty; its first line names columns such as name, gigabytes, load_s", path);
        if (header.StartsWith("\uFEFF"u8)) header = header[3..];
        var fields = new CsvFields(header.Contains((byte)'\t') ? (byte)'\t' : header.Contains((byte)';') ? (byte)';' : (byte)',');
        var columns = Columns(fields, header, path, out bool isHeading);
        var models = ImmutableArray.CreateBuilder<ModelProfile>();
        var lineOf = new Dictionary<string, long>(StringComparer.Ordinal);
        if (!isHeading) Add(header);
        while (lines.TryRead(out var line)) Add(line);
        if (lines.IsTooLong) throw Wrong(lines.Line, $"the line has more than {LineReader.LongestLine} bytes", path);
        if (models.Count == 0) throw Wrong(lines.Line, "the table has a heading and no model", path);
        return models.ToImmutable();

        void Add(ReadOnlySpan<byte> line)
        {
            if (line.Trim(" \t,;"u8).IsEmpty || line.StartsWith("#"u8)) return;
            if (models.Count == MostModels) throw Wrong(lines.Line, $"more than {MostModels} models", path);
            var model = ModelIn(line, fields, columns, lines.Line, path);
            if (!lineOf.TryAdd(model.Name, lines.Line))
                throw Wrong(lines.Line, $"the model '{model.Name}' stands in line {lineOf[model.Name]} too; leave one of them out", path);
            models.Add(model);
        }
    }

    private static (ModelField Field, double Factor)?[] Columns(
        CsvFields fields, ReadOnlySpan<byte> header, string path, out bool isHeading)
    {
        if (IsOllamaList(header))
            throw Wrong(1, "this is the text of 'ollama list'; make a world of it: teleo world from-ollama FILE --output box.json", path);
        if (!fields.TrySplit(header)) throw Wrong(1, "a quote is not closed; add it", path);
        var names = new string[fields.Count];
        for (int i = 0; i < names.Length; i++) names[i] = fields.TextOf(header, i);
        var columns = names.Select(ModelField.Find).ToArray();
        isHeading = columns.Any(column => column is not null);
        if (!isHeading && names.Length is 2 or 3 && TryNumber(names[1], out _)) return [
            .. Unheaded[..names.Length].Select(ModelField.Find)];
        isHeading = true;
        foreach (var twice in columns.OfType<(ModelField Field, double)>().GroupBy(column => column.Field.Name)
            .Where(group => group.Count() > 1))
            throw Wrong(1, $"two columns state {twice.Key}; leave one of them out", path);
        foreach (var (needed, word) in new[] { ("name", "name"), ("bytes", "size") })
            if (!columns.Any(column => column?.Field.Name == needed))
                throw Wrong(1, $"no column states the {word} of a model; write a first line such as name,gigabytes,load_s", path);
        return columns;
    }

    private static bool IsOllamaList(ReadOnlySpan<byte> header) =>
        header.StartsWith("NAME"u8) && header.IndexOf("ID"u8) > 0 && header.IndexOf("SIZE"u8) > 0 && header.IndexOf("MODIFIED"u8) > 0;

    private static ModelProfile ModelIn(
        ReadOnlySpan<byte> line, CsvFields fields, (ModelField Field, double Factor)?[] columns, long number, string path)
    {
        if (line.Contains((byte)0)) throw Wrong(number, "the line has a NUL byte", path);
        if (!fields.TrySplit(line)) throw Wrong(number, "a quote is not closed, or text follows it; add or remove one", path);
        var model = new ModelProfile { Name = "", Bytes = 0 };
        for (int i = 0; i < columns.Length && i < fields.Count; i++)
        {
            if (columns[i] is not var (field, factor)) continue;
            string cell = fields.TextOf(line, i);
            if (cell.Length > 0) model = field.Set(model, Value(field, factor, cell, number, path));
        }

        if (model.Name.Length == 0) throw Wrong(number, "the model has no name", path);
        if (model.Bytes == 0) throw Wrong(number, $"the size of '{model.Name}' is missing or 0; write it in gigabytes, such as 4.7", path);
        if (model.Problems().FirstOrDefault() is (string name, string problem)) throw Wrong(
            number, $"{name} of '{model.Name}': {problem}", path);
        return model;
    }

    private static object Value(ModelField field, double factor, string cell, long line, string path)
    {
        const StringSplitOptions Tidy = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        if (field.Kind == FieldKind.Text) return cell;
        if (field.Kind == FieldKind.Texts) return (ImmutableArray<string>)[.. cell.Split([';', ' ', '|'], Tidy)];
        if (TryNumber(cell, out double number))
        {
            if (double.IsFinite(number) && number >= 0) return number * factor;
            throw Wrong(line, $"{field.Name} is {cell}; it must be a number above 0", path);
        }

        if (field.Kind == FieldKind.Size && ByteSize.TryParse(cell, out long bytes, out _)) return (double)bytes;
        throw Wrong(line, $"'{cell}' is no {(field.Kind == FieldKind.Size ? "size, such as 4.7GB" : "number")} for {field.Name}", path);
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static InputException Wrong(long line, string problem, string path) => new("BadModels", $"line {line}: {problem}", path);
}
