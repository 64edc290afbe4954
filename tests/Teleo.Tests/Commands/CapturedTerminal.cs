using System.Text;
using Teleo.Shell;

namespace Teleo.Tests.Commands;

/// <summary>Terminals whose output is kept.</summary>
internal static class CapturedTerminal
{
    public static Terminal Of(TimeProvider clock, string input = "") =>
        new(new StringWriter(), new StringWriter(), new MemoryStream(Encoding.UTF8.GetBytes(input)), clock);
}
