using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

/// <summary>The rate of requests over time: turns operational time, counted in expected requests, into seconds.</summary>
internal abstract class Intensity
{
    /// <summary>The time at which <paramref name="operational"/> more requests are expected since <paramref name="seconds"/>.</summary>
    public abstract double After(double seconds, double operational);

    public sealed class Constant(double rate) : Intensity
    {
        public override double After(double seconds, double operational) => seconds + operational / rate;
    }

    /// <summary>Bursts: exponential times on and off, with the mean rate kept by a higher rate while on.</summary>
    public sealed class OnOff(double rate, double onSeconds, double offSeconds, RandomStream stream) : Intensity
    {
        private readonly double _rateOn = rate * (onSeconds + offSeconds) / onSeconds;
        private RandomStream _stream = stream;
        private double _onUntil;
        private double _nextOn;

        public override double After(double seconds, double operational)
        {
            while (true)
            {
                if (seconds >= _onUntil)
                {
                    seconds = Math.Max(seconds, _nextOn);
                    _onUntil = _nextOn + onSeconds * _stream.NextExponential();
                    _nextOn = _onUntil + offSeconds * _stream.NextExponential();
                    if (seconds >= _onUntil) continue;
                }

                double room = (_onUntil - seconds) * _rateOn;
                if (operational <= room) return seconds + operational / _rateOn;
                operational -= room;
                seconds = _onUntil;
            }
        }
    }

    /// <summary>A daily swing: rate x (1 + depth x sin), the integral inverted by bisection.</summary>
    public sealed class Diurnal(double rate, double depth, double periodSeconds) : Intensity
    {
        public override double After(double seconds, double operational)
        {
            double target = Expected(seconds) + operational;
            double low = seconds + operational / (rate * (1 + depth)), high = seconds + operational / (rate * (1 - depth));
            for (int i = 0; i < 60 && high - low > 1e-10; i++)
            {
                double middle = (low + high) / 2;
                if (Expected(middle) < target) low = middle;
                else high = middle;
            }

            return high;
        }

        private double Expected(double seconds)
        {
            double turn = 2 * Math.PI / periodSeconds;
            return rate * (seconds + depth / turn * (1 - Math.Cos(turn * seconds)));
        }
    }
}
