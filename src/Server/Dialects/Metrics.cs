using System.Globalization;
using System.Text;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Pool.Plants;
using Teleo.Server.Serving;

namespace Teleo.Server.Dialects;

/// <summary>Writes the state of a pool in the text format of Prometheus.</summary>
internal static class Metrics
{
    public static string Of(ServedPool pool, PlantState state, int underWay)
    {
        var text = new StringBuilder();
        ref readonly var counts = ref state.Counters;
        Counter("teleo_requests_total", "Requests that came to the pool.", counts.Arrivals);
        Counter("teleo_misses_total", "Requests whose model could not serve when they came.", counts.Misses);
        Counter("teleo_answered_total", "Requests that were answered.", counts.Done);
        Counter("teleo_refused_total", "Requests that found the queue full.", counts.Refused);
        Counter("teleo_timed_out_total", "Requests that waited too long.", counts.TimedOut);
        Counter("teleo_aborted_total", "Requests whose client left or whose model failed.", counts.Aborted);
        Counter("teleo_wait_seconds_total", "Seconds that requests waited for their model.", (double)counts.WaitNs * 1e-9);
        Counter("teleo_loads_total", "Loads begun.", counts.Loads);
        Counter("teleo_load_seconds_total", "Seconds of the loads begun.", (double)counts.LoadNs * 1e-9);
        Gauge("teleo_http_requests", "Requests of clients under way.", underWay);
        Gauge("teleo_queued", "Requests that wait.", counts.Queued);
        Gauge("teleo_running", "Requests in service.", counts.Running);
        Gauge("teleo_memory_used_bytes", "Bytes of the models in memory.", state.Memory.Used.ResidentBytes);
        Gauge("teleo_memory_capacity_bytes", "Bytes that models may take.", state.Memory.Capacity.ResidentBytes);
        if (pool.Policy is IRecordingPolicy ours) Gauge("teleo_resource_credits", "The endogenous resource E.", ours.Balance);
        if (pool.Feed is { } feed) Counter("teleo_decisions_total", "Decisions made.", feed.Last + 1);
        Models("teleo_model_resident", "1 while the model is in memory.", "gauge", row => row.IsResident ? 1 : 0);
        Models("teleo_model_queued", "Requests that wait for the model.", "gauge", row => row.Queued);
        Models("teleo_model_requests_total", "Requests for the model.", "counter", row => row.Arrivals);
        Models("teleo_model_answered_total", "Requests that the model answered.", "counter", row => row.Completions);
        return text.ToString();

        void Counter(string name, string help, double value) => One(name, help, "counter", value);

        void Gauge(string name, string help, double value) => One(name, help, "gauge", value);

        void One(string name, string help, string kind, double value)
        {
            Head(name, help, kind);
            text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
        }

        void Models(string name, string help, string kind, Func<SkillState, double> of)
        {
            Head(name, help, kind);
            for (int model = 0; model < state.Rows.Length; model++)
                text.Append(CultureInfo.InvariantCulture, $"{name}{{model=\"{pool.Models.NameOf(model)}\"}} {of(state.Rows[model])}\n");
        }

        void Head(string name, string help, string kind) =>
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }
}
