using System.Reflection;
using CsvHelper;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Tracing;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// The tables of a distribution with their dictionaries. Everything shown elsewhere is computed from runs, baseline and settings.
/// </summary>
internal static class DistributionTables
{
    private const string Runs = "runs.csv.gz", Baseline = "baseline.csv.gz", Settings = "settings.csv";

    private const string SettingColumn = "setting", MeaningColumn = "meaning", LawColumn = "law";

    public static void Write(string folder, DistributionResults results)
    {
        WriteRecords(folder, Runs, results.Runs);
        WriteRecords(folder, Baseline, results.Baseline);
        StudyCsv.Write(Path.Combine(folder, Settings), SettingColumns, results.Settings);
        WriteRecords(folder, "summary.csv", results.Named);
        if (results.Swept.Count == 0) return;
        WriteRecords(folder, "reach.csv", results.Reach);
        WriteRecords(folder, "influence.csv", results.Influence);
    }

    /// <summary>Reads written results; settings lack options that only a variant changes, which no table uses.</summary>
    public static DistributionResults Read(string folder) => new(
        ReadSettings(Path.Combine(folder, Settings)),
        ReadRecords<LearnerFigures>(Path.Combine(folder, Runs)),
        ReadRecords<BaselineFigures>(Path.Combine(folder, Baseline)));

    private static StudyColumn<LearnerSetting>[] SettingColumns =>
    [
        new(SettingColumn, "", "name of the setting", setting => setting.Name),
        new(MeaningColumn, "", "its difference from the learner as it is; swept where it was drawn over everything that is open",
            setting => setting.Meaning),
        new(LawColumn, "", "name of the resource law", setting => setting.Options.Energy.Name),
        .. LearnerNumbers.All.Select(number => new StudyColumn<LearnerSetting>(
            number.Name, "", number.Meaning, setting => number.Format(number.Get(setting.Options)))),
    ];

    private static List<LearnerSetting> ReadSettings(string path)
    {
        using var stream = TraceFile.Open(path);
        using var reader = CsvReader.Create(stream, CsvReaderOptions.Default);
        reader.ReadHeader();
        var settings = new List<LearnerSetting>();
        while (reader.Read())
        {
            if (LearnerNumbers.Read(reader.GetString(LawColumn), reader.GetString, out var options) is { } problem)
                throw new InvalidDataException($"{path}: {problem}");
            settings.Add(new(reader.GetString(SettingColumn), reader.GetString(MeaningColumn), options));
        }

        return settings;
    }

    /// <summary>Writes a table, compressed if its name ends in <c>.gz</c>, and the dictionary of its columns.</summary>
    private static void WriteRecords<T>(string folder, string file, IEnumerable<T> records)
    {
        TraceFile.Write(Path.Combine(folder, file), stream =>
        {
            using var writer = CsvWriter.Create(stream, CsvText.Options, leaveOpen: true);
            writer.WriteHeader<T>();
            writer.WriteRecords(records);
            return true;
        });
        StudyCsv.WriteRecords(Path.Combine(folder, $"{file.Split('.')[0]}.dictionary.csv"), ColumnsOf<T>());
    }

    private static IEnumerable<ColumnRow> ColumnsOf<T>() =>
        from property in typeof(T).GetProperties()
        let column = property.GetCustomAttribute<CsvColumnAttribute>()
        where column is not null
        let entry = property.GetCustomAttribute<DefinedAttribute>()!
        select new ColumnRow(column.Name!, entry.Unit, entry.Definition, "");

    private static List<T> ReadRecords<T>(string path)
    {
        using var stream = TraceFile.Open(path);
        using var reader = CsvReader.Create(stream, CsvReaderOptions.Default);
        return [.. reader.GetRecords<T>()];
    }
}
