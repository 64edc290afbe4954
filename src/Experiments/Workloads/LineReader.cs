namespace Teleo.Experiments.Workloads;

/// <summary>
/// Reads lines of bytes from a stream, none longer than a stated bound: a file without line ends costs one buffer, not its length.
/// </summary>
internal sealed class LineReader(Stream stream)
{
    public const int LongestLine = 1 << 16;

    private readonly byte[] _buffer = new byte[2 * LongestLine];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private bool _skipsRest;

    /// <summary>The number of the line last returned, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>
    /// The next line without its end. False at the end of the stream, and where a line is too long (then <see cref="IsTooLong"/>); the rest
    /// of that line is skipped.
    /// </summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        line = default;
        IsTooLong = false;
        if (_skipsRest && !SkipRest()) return false;
        int seen = 0;
        while (true)
        {
            int at = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOf((byte)'\n');
            if (at >= 0 || (_isAtEnd && _end > _start))
            {
                int length = at >= 0 ? seen + at : _end - _start;
                Line++;
                if (length > LongestLine)
                {
                    _start += at >= 0 ? length + 1 : length;
                    return !(IsTooLong = true);
                }

                line = _buffer.AsSpan(_start, length);
                if (line is [.. var text, (byte)'\r']) line = text;
                _start += at >= 0 ? length + 1 : length;
                return true;
            }

            if (_isAtEnd) return false;
            seen = _end - _start;
            if (seen > LongestLine)
            {
                Line++;
                _skipsRest = true;
                return !(IsTooLong = true);
            }

            Refill();
        }
    }

    public bool IsTooLong { get; private set; }

    public long BytesRead { get; private set; }

    /// <summary>Moves behind the end of a line that was too long. False at the end of the stream.</summary>
    private bool SkipRest()
    {
        while (true)
        {
            int at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            _start = at >= 0 ? _start + at + 1 : _end;
            if (at >= 0) return !(_skipsRest = false);
            if (_isAtEnd) return false;
            Refill();
        }
    }

    private void Refill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        BytesRead += read;
        _isAtEnd = read == 0;
    }
}
