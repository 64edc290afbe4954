namespace Teleo.Experiments.Workloads;

/// <summary>
/// Reads a date with a time of day in the forms of logs: <c>2026-01-05T08:00:00.25+01:00</c> (ISO 8601, also with a space, a comma before
/// the fraction, or slashes), <c>2026/01/05 - 08:00:00</c>, <c>05/Jan/2026:08:00:00 +0100</c> and <c>05.01.2026 08:00:00</c>.
/// </summary>
internal static class CalendarTime
{
    private const long SecondNs = Request.NanosecondsPerSecond;
    private const int FirstYear = 1970, LastYear = 2261;

    public static bool TryRead(ReadOnlySpan<byte> text, out long ns, out bool hasZone)
    {
        (ns, hasZone) = (0, false);
        var at = new Cursor(text);
        bool isDayFirst = text[2] is (byte)'/' or (byte)'-' or (byte)'.';
        if (!Date(ref at, isDayFirst, out long days) || !Break(ref at) || !TimeOfDay(ref at, out long ofDayNs)
            || !Zone(ref at, out int offsetMinutes, out hasZone)) return false;
        ns = (days * 1440 - offsetMinutes) * 60 * SecondNs + ofDayNs;
        return ns >= 0 && at.IsAtEnd;
    }

    /// <summary>Reads a date as days since 1970.</summary>
    private static bool Date(ref Cursor at, bool isDayFirst, out long days)
    {
        days = 0;
        bool isDate = isDayFirst
            ? DayFirst(ref at, out int year, out int month, out int day)
            : YearFirst(ref at, out year, out month, out day);
        if (!isDate || year is < FirstYear or > LastYear || month is < 1 or > 12
            || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        days = new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return true;
    }

    /// <summary>Skips the characters between a date and its time of day.</summary>
    private static bool Break(ref Cursor at) =>
        (at.Skip('T') || at.Skip('t') || at.Skip(':') || at.Skip(' ')) && (!at.Skip('-') || at.Skip(' '));

    private static bool TimeOfDay(ref Cursor at, out long ns)
    {
        ns = 0;
        if (!at.Digits(2, out int hour) || !at.Skip(':') || !at.Digits(2, out int minute) || hour > 24 || minute > 59) return false;
        int second = 0;
        long fraction = 0;
        if (at.Skip(':') && (!at.Digits(2, out second) || second > 60 || !at.Fraction(out fraction))) return false;
        ns = (hour * 3600L + minute * 60 + second) * SecondNs + fraction;
        return true;
    }

    private static bool YearFirst(ref Cursor at, out int year, out int month, out int day)
    {
        (month, day) = (0, 0);
        return at.Digits(4, out year) && at.SkipSeparator() && at.Digits(2, out month) && at.SkipSeparator() && at.Digits(2, out day);
    }

    private static bool DayFirst(ref Cursor at, out int year, out int month, out int day)
    {
        (year, month) = (0, 0);
        return at.Digits(2, out day) && at.SkipSeparator() && at.Month(out month) && at.SkipSeparator() && at.Digits(4, out year);
    }

    private static bool Zone(ref Cursor at, out int offsetMinutes, out bool hasZone)
    {
        (offsetMinutes, hasZone) = (0, true);
        at.Skip(' ');
        if (at.Skip('Z') || at.Skip('z') || at.Skip("UTC"u8) || at.Skip("GMT"u8)) return true;
        int sign = at.Skip('+') ? 1 : at.Skip('-') ? -1 : 0;
        hasZone = sign != 0;
        if (!hasZone) return true;
        if (!at.Digits(2, out int hours)) return false;
        at.Skip(':');
        at.Digits(2, out int minutes);
        offsetMinutes = sign * (hours * 60 + minutes);
        return hours <= 14 && minutes <= 59;
    }

    private ref struct Cursor(ReadOnlySpan<byte> text)
    {
        private static ReadOnlySpan<byte> Months => "janfebmaraprmayjunjulaugsepoctnovdec"u8;

        private ReadOnlySpan<byte> _rest = text;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public bool Skip(char c)
        {
            if (_rest.IsEmpty || _rest[0] != c) return false;
            _rest = _rest[1..];
            return true;
        }

        public bool Skip(ReadOnlySpan<byte> word)
        {
            if (!_rest.StartsWith(word)) return false;
            _rest = _rest[word.Length..];
            return true;
        }

        public bool SkipSeparator() => Skip('-') || Skip('/') || Skip('.');

        /// <summary>Reads exactly this many digits; takes none if there are fewer.</summary>
        public bool Digits(int count, out int value)
        {
            value = 0;
            if (_rest.Length < count) return false;
            for (int i = 0; i < count; i++)
            {
                int digit = _rest[i] - '0';
                if ((uint)digit > 9) return false;
                value = value * 10 + digit;
            }

            _rest = _rest[count..];
            return true;
        }

        /// <summary>Reads a fraction of a second after a point or comma, in nanoseconds; 0 if there is none.</summary>
        public bool Fraction(out long ns)
        {
            ns = 0;
            if (!Skip('.') && !Skip(',')) return true;
            long scale = SecondNs / 10;
            int digits = 0;
            for (; digits < _rest.Length && (uint)(_rest[digits] - '0') <= 9; digits++, scale /= 10) ns += (_rest[digits] - '0') * scale;
            _rest = _rest[digits..];
            return digits > 0;
        }

        public bool Month(out int month)
        {
            if (Digits(2, out month)) return true;
            if (_rest.Length < 3) return false;
            int at = Months.IndexOf([(byte)(_rest[0] | 0x20), (byte)(_rest[1] | 0x20), (byte)(_rest[2] | 0x20)]);
            if (at % 3 != 0) return false;   // -1 for no month
            month = at / 3 + 1;
            _rest = _rest[3..];
            return true;
        }
    }
}
