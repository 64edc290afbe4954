using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;

namespace Teleo.Controller.Tracing;

/// <summary>The fields of the rows that a decision is made from, in the order of the format.</summary>
internal static class RowFields
{
    public static void Visit<TVisitor>(ref SkillState row, ref TVisitor visitor)
        where TVisitor : struct, IFieldVisitor, allows ref struct
    {
        visitor.Word(Lifecycle, ref row.Lifecycle);
        visitor.Word(Transition, ref row.Transition);
        visitor.Flag(Pinned, ref row.Pinned);
        visitor.Flag(Leased, ref row.Leased);
        visitor.Lanes(Footprint, ref row.Footprint);
        visitor.Word(FootprintKind, ref row.FootprintKind);
        visitor.Number(FootprintError, ref row.FootprintStandardError);
        visitor.Number(LoadSeconds, ref row.LoadSeconds);
        visitor.Word(LoadKind, ref row.LoadSecondsKind);
        visitor.Number(LoadError, ref row.LoadSecondsStandardError);
        visitor.Number(MeasuredAt, ref row.MeasuredAtNs);
        visitor.Number(ServiceSeconds, ref row.ServiceSeconds);
        visitor.Number(Queued, ref row.Queued);
        visitor.Number(Running, ref row.Running);
        visitor.Number(OldestArrival, ref row.OldestArrivalNs);
        visitor.Number(ArrivalSum, ref row.QueuedArrivalSumNs);
        visitor.Number(Arrivals, ref row.Arrivals);
        visitor.Number(Completions, ref row.Completions);
        visitor.Number(LastUse, ref row.LastUseNs);
        visitor.Number(LoadedAt, ref row.LoadedAtNs);
        visitor.Number(UsesSinceLoad, ref row.UsesSinceLoad);
        visitor.Number(LoadFailures, ref row.LoadFailures);
        visitor.Number(RetryAt, ref row.RetryAtNs);
        visitor.Number(ReservedBytes, ref row.ReservedBytes);
        visitor.Number(ReservedUntil, ref row.ReservedUntilNs);
    }

    public static void Visit<TVisitor>(ref SkillEstimate row, ref TVisitor visitor)
        where TVisitor : struct, IFieldVisitor, allows ref struct
    {
        visitor.Number(Demand, ref row.DemandPerSecond);
        visitor.Number(DemandError, ref row.DemandStandardError);
        visitor.Number(Quality, ref row.Quality);
        visitor.Number(QualityError, ref row.QualityStandardError);
        visitor.Number(Judged, ref row.Judged);
        visitor.Number(LatencyMedian, ref row.LatencyMedian);
        visitor.Number(LatencyP95, ref row.LatencyP95);
        visitor.Number(ArrivalChance, ref row.ArrivalChance);
        visitor.Number(EvidenceAge, ref row.EvidenceAgeSeconds);
        visitor.Number(ForetoldChance, ref row.ForetoldChance);
        visitor.Number(ForetoldRequests, ref row.ForetoldRequests);
        visitor.Number(ForetoldUntil, ref row.ForetoldUntilNs);
        visitor.Number(Source, ref row.Source);
    }

    public static void Visit<TVisitor>(ref SkillMoves row, ref TVisitor visitor)
        where TVisitor : struct, IFieldVisitor, allows ref struct
    {
        var (movedIn, movedOut, refused) = row;
        int passedBy = row.PassedBy;
        visitor.Number(MovedIn, ref movedIn);
        visitor.Number(MovedOut, ref movedOut);
        visitor.Number(Refused, ref refused);
        visitor.Number(PassedBy, ref passedBy);
        row = new(movedIn, movedOut, refused) { PassedBy = passedBy };
    }

    private static readonly JsonEncodedText Lifecycle = JsonEncodedText.Encode("lifecycle");
    private static readonly JsonEncodedText Transition = JsonEncodedText.Encode("transition");
    private static readonly JsonEncodedText Pinned = JsonEncodedText.Encode("pinned");
    private static readonly JsonEncodedText Leased = JsonEncodedText.Encode("leased");
    private static readonly JsonEncodedText Footprint = JsonEncodedText.Encode("footprint");
    private static readonly JsonEncodedText FootprintKind = JsonEncodedText.Encode("footprintKind");
    private static readonly JsonEncodedText FootprintError = JsonEncodedText.Encode("footprintError");
    private static readonly JsonEncodedText LoadSeconds = JsonEncodedText.Encode("loadSeconds");
    private static readonly JsonEncodedText LoadKind = JsonEncodedText.Encode("loadKind");
    private static readonly JsonEncodedText LoadError = JsonEncodedText.Encode("loadError");
    private static readonly JsonEncodedText MeasuredAt = JsonEncodedText.Encode("measuredAt");
    private static readonly JsonEncodedText ServiceSeconds = JsonEncodedText.Encode("serviceSeconds");
    private static readonly JsonEncodedText Queued = JsonEncodedText.Encode("queued");
    private static readonly JsonEncodedText Running = JsonEncodedText.Encode("running");
    private static readonly JsonEncodedText OldestArrival = JsonEncodedText.Encode("oldestArrival");
    private static readonly JsonEncodedText ArrivalSum = JsonEncodedText.Encode("arrivalSum");
    private static readonly JsonEncodedText Arrivals = JsonEncodedText.Encode("arrivals");
    private static readonly JsonEncodedText Completions = JsonEncodedText.Encode("completions");
    private static readonly JsonEncodedText LastUse = JsonEncodedText.Encode("lastUse");
    private static readonly JsonEncodedText LoadedAt = JsonEncodedText.Encode("loadedAt");
    private static readonly JsonEncodedText UsesSinceLoad = JsonEncodedText.Encode("usesSinceLoad");
    private static readonly JsonEncodedText LoadFailures = JsonEncodedText.Encode("loadFailures");
    private static readonly JsonEncodedText RetryAt = JsonEncodedText.Encode("retryAt");
    private static readonly JsonEncodedText ReservedBytes = JsonEncodedText.Encode("reservedBytes");
    private static readonly JsonEncodedText ReservedUntil = JsonEncodedText.Encode("reservedUntil");
    private static readonly JsonEncodedText Demand = JsonEncodedText.Encode("demand");
    private static readonly JsonEncodedText DemandError = JsonEncodedText.Encode("demandError");
    private static readonly JsonEncodedText Quality = JsonEncodedText.Encode("quality");
    private static readonly JsonEncodedText QualityError = JsonEncodedText.Encode("qualityError");
    private static readonly JsonEncodedText Judged = JsonEncodedText.Encode("judged");
    private static readonly JsonEncodedText LatencyMedian = JsonEncodedText.Encode("latencyMedian");
    private static readonly JsonEncodedText LatencyP95 = JsonEncodedText.Encode("latencyP95");
    private static readonly JsonEncodedText ArrivalChance = JsonEncodedText.Encode("arrivalChance");
    private static readonly JsonEncodedText EvidenceAge = JsonEncodedText.Encode("evidenceAge");
    private static readonly JsonEncodedText ForetoldChance = JsonEncodedText.Encode("foretoldChance");
    private static readonly JsonEncodedText ForetoldRequests = JsonEncodedText.Encode("foretoldRequests");
    private static readonly JsonEncodedText ForetoldUntil = JsonEncodedText.Encode("foretoldUntil");
    private static readonly JsonEncodedText Source = JsonEncodedText.Encode("source");
    private static readonly JsonEncodedText MovedIn = JsonEncodedText.Encode("in");
    private static readonly JsonEncodedText MovedOut = JsonEncodedText.Encode("out");
    private static readonly JsonEncodedText Refused = JsonEncodedText.Encode("refused");
    private static readonly JsonEncodedText PassedBy = JsonEncodedText.Encode("passedBy");
}
