using System.Collections.Immutable;
using System.IO.Compression;
using CsvHelper;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;

namespace Teleo.Experiments.Falsification;

/// <summary>Every decision of one run and every row of its ledger, as two compressed tables without headers, in the making.</summary>
internal sealed class DecisionTables : IDisposable
{
    public const string DecisionsFile = "decisions.csv.gz", LedgerFile = "ledger.csv.gz";

    private readonly Growing _decisions = new(), _ledger = new();

    public void Note(StepReport report, Simulation simulation)
    {
        var catalog = simulation.Plant.State.Catalog;
        if (simulation.Policy is IRecordingPolicy policy)
        {
            var record = policy.Record;
            StudyCsv.WriteRow(_decisions.Csv, DecisionRow.Columns, DecisionRow.Of(record, catalog));
            foreach (var row in record.Rows) StudyCsv.WriteRow(_ledger.Csv, LedgerLine.Columns, new(record.Inputs.Sequence, row));
            return;
        }

        long nowNs = simulation.Plant.State.ReadNowNs;
        foreach (var settlement in report.Settlements)
            StudyCsv.WriteRow(_decisions.Csv, DecisionRow.Columns, DecisionRow.Of(report.DecisionId, nowNs, settlement, catalog));
        if (report.Settlements.Count == 0)
            StudyCsv.WriteRow(_decisions.Csv, DecisionRow.Columns, DecisionRow.Nothing(report.DecisionId, nowNs, catalog));
    }

    public ImmutableSortedDictionary<string, byte[]> Files() => ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
        [KeyValuePair.Create(DecisionsFile, _decisions.Bytes()), KeyValuePair.Create(LedgerFile, _ledger.Bytes())]);

    public void Dispose()
    {
        _decisions.Dispose();
        _ledger.Dispose();
    }

    private sealed class Growing : IDisposable
    {
        private readonly MemoryStream _bytes = new();
        private readonly GZipStream _compressed;

        public Growing()
        {
            _compressed = new(_bytes, CompressionLevel.Fastest, leaveOpen: true);
            Csv = CsvWriter.Create(_compressed, CsvText.Options, leaveOpen: true);
        }

        public CsvWriter Csv { get; }

        public byte[] Bytes()
        {
            Dispose();
            return _bytes.ToArray();
        }

        public void Dispose()
        {
            Csv.Dispose();
            _compressed.Dispose();
        }
    }
}
