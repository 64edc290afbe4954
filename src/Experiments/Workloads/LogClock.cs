using System.Buffers.Text;
using System.Globalization;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Reads the times of one log: numbers in seconds, milli-, micro- or nanoseconds, and calendar times with or without a zone. The
/// unit of numbers is stated by the column's name or found from the size of the first one, and then stays.
/// </summary>
/// <remarks>
/// A number below 10^8 seconds counts from an unknown start; a larger one counts from 1970, in the unit that puts it between the
/// years 1973 and 5138. All results are nanoseconds in 64 bits: times up to the year 2262.
/// </remarks>
internal sealed class LogClock(long statedUnitNs)
{
    private const long SecondNs = Request.NanosecondsPerSecond;

    /// <summary>Numbers of at least this many seconds count from 1970.</summary>
    private const long FirstEpochSecond = 100_000_000;

    private long _unitNs = statedUnitNs;

    public enum Reading : byte
    {
        Nothing,
        SecondsFromStart,
        Epoch,
        Calendar,
        CalendarWithoutZone,
    }

    /// <summary>The kind of the first time that was read.</summary>
    public Reading Kind { get; private set; }

    public string Description => Kind switch
    {
        Reading.SecondsFromStart => $"{UnitName} from the start",
        Reading.Epoch => $"{UnitName} from 1970",
        Reading.Calendar => "calendar times with a zone",
        Reading.CalendarWithoutZone => "calendar times without a zone, taken as UTC",
        _ => "no time",
    };

    public bool IsAbsolute => Kind is Reading.Epoch or Reading.Calendar or Reading.CalendarWithoutZone;

    private string UnitName => _unitNs switch { 1 => "nanoseconds", 1_000 => "microseconds", 1_000_000 => "milliseconds", _ => "seconds" };

    public bool TryRead(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        if (text.IsEmpty) return false;
        bool isCalendar = text.Length >= 10
            && (text[4] is (byte)'-' or (byte)'/' || text[2] is (byte)'/' or (byte)'-' || (text[2] == '.' && text[5] == '.'));
        if (!isCalendar) return TryNumber(text, out ns);
        return CalendarTime.TryRead(text, out ns, out bool hasZone) && Take(hasZone ? Reading.Calendar : Reading.CalendarWithoutZone);
    }

    private bool TryNumber(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        if (!TryDecimal(text, out long whole, out long billionths) || whole < 0) return false;
        if (_unitNs == 0) _unitNs = UnitOf(whole);
        if (whole > long.MaxValue / 4 / _unitNs) return false;
        ns = whole * _unitNs + (_unitNs == SecondNs ? billionths : (long)Math.Round(billionths * (_unitNs * 1e-9)));
        return Take(ns >= FirstEpochSecond * SecondNs ? Reading.Epoch : Reading.SecondsFromStart);
    }

    /// <summary>A log counts its times in one way; a row that does otherwise is faulty.</summary>
    private bool Take(Reading kind)
    {
        if (Kind == Reading.Nothing) Kind = kind;
        return Kind == kind || (IsCalendar(Kind) && IsCalendar(kind));
    }

    private static bool IsCalendar(Reading kind) => kind is Reading.Calendar or Reading.CalendarWithoutZone;

    private static long UnitOf(long value) =>
        value < FirstEpochSecond * 1_000 ? SecondNs
        : value < FirstEpochSecond * 1_000_000 ? 1_000_000
        : value < FirstEpochSecond * SecondNs ? 1_000
        : 1;

    /// <summary>Splits a decimal number into its whole part and billionths, up to nine digits.</summary>
    private static bool TryDecimal(ReadOnlySpan<byte> text, out long whole, out long billionths)
    {
        billionths = 0;
        if (!Utf8Parser.TryParse(text, out whole, out int read)) return false;
        if (read == text.Length) return true;
        var rest = text[read..];
        if (rest[0] != '.' || rest.Length > 10 || text[0] == '-') return TryUnusual(text, out whole, out billionths);
        long scale = 100_000_000;
        foreach (byte digit in rest[1..])
        {
            if (digit is < (byte)'0' or > (byte)'9') return TryUnusual(text, out whole, out billionths);
            billionths += (digit - '0') * scale;
            scale /= 10;
        }

        return true;
    }

    private static bool TryUnusual(ReadOnlySpan<byte> text, out long whole, out long billionths)
    {
        (whole, billionths) = (0, 0);
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
            || exact is < 0 or > 9_000_000_000_000_000_000m) return false;
        whole = (long)decimal.Floor(exact);
        billionths = (long)decimal.Round((exact - whole) * SecondNs);
        return true;
    }
}
