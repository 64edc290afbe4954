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
        WriteRecords(Path.Combine(folder, Runs), results.Runs);
        WriteRecords(Path.Combine(folder, Baseline), results.Baseline);
        StudyCsv.Write(Path.Combine(folder, Settings), SettingColumns, results.Settings);
        StudyCsv.WriteRecords(Path.Combine(folder, "summary.csv"), results.Named);
        Describe("runs", DistributionColumns.Runs);
        Describe("baseline", DistributionColumns.Baseline);
        Describe("summary", DistributionColumns.Summary);
        if (results.Swept.Count == 0) return;
        StudyCsv.WriteRecords(Path.Combine(folder, "reach.csv"), results.Reach);
        StudyCsv.WriteRecords(Path.Combine(folder, "influence.csv"), results.Influence);
        Describe("reach", DistributionColumns.Reach);
        Describe("influence", DistributionColumns.Influence);

        void Describe(string table, ColumnRow[] columns) => StudyCsv.WriteRecords(Path.Combine(folder, $"{table}.dictionary.csv"), columns);
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
            var options = LearnerOptions.Default with { Energy = EnergyLaw.All.Single(law => law.Name == reader.GetString(LawColumn)) };
            foreach (var number in LearnerNumbers.All)
            {
                string text = reader.GetString(number.Name);
                if (!number.TryParse(text, out double value)) throw new InvalidDataException(
                    $"{path}: {number.Name} takes {number.Range}, not '{text}'");
                options = number.With(options, value);
            }

            settings.Add(new(reader.GetString(SettingColumn), reader.GetString(MeaningColumn), options));
        }

        return settings;
    }

    private static void WriteRecords<T>(string path, IEnumerable<T> records) => TraceFile.Write(path, stream =>
    {
        using var writer = CsvWriter.Create(stream, CsvText.Options, leaveOpen: true);
        writer.WriteHeader<T>();
        writer.WriteRecords(records);
        return true;
    });

    private static List<T> ReadRecords<T>(string path)
    {
        using var stream = TraceFile.Open(path);
        using var reader = CsvReader.Create(stream, CsvReaderOptions.Default);
        return [.. reader.GetRecords<T>()];
    }
}
