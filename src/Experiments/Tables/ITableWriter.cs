using Teleo.Controller.Tracing;

namespace Teleo.Experiments.Tables;

/// <summary>Tables on their way into files.</summary>
internal interface ITableWriter : ITableSink, IDisposable
{
    /// <summary>Writes what was kept back; no row follows.</summary>
    void Finish();
}
